package org.forkbook.multiprocessing.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.multiprocessing.RecordingFrontend;
import org.forkbook.multiprocessing.pool.ProcessPool;
import org.forkbook.multiprocessing.pool.ThreadPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ProgressTest {

    private static int slow(int millis) throws InterruptedException {
        Thread.sleep(millis);
        return millis;
    }

    @Test
    void aMapThatTakesLongDrawsABarInPlaceWithThePidsAtWorkAndLeavesOneLine() {
        try (var frontend = RecordingFrontend.install();
                var pool = new ProcessPool(1)) {
            frontend.medium = Frontend.Medium.NOTEBOOK;
            pool.map(ProgressTest::slow, List.of(400, 400, 400), 1);
            var displays = List.copyOf(frontend.displays);
            var atWork = "at work: PID " + pool.workers().get(0).pid();
            assertTrue(displays.stream().anyMatch(display -> display.contains(atWork)), displays::toString);
            assertTrue(displays.get(0).contains("<progress"), displays::toString);
            var last = displays.get(displays.size() - 1);
            assertTrue(last.startsWith("update {\"data\":{\"text/plain\":\"map: 3/3 done in "), last);
            assertFalse(last.contains("<progress"), last);
            assertEquals("", frontend.both());
        }
    }

    @Test
    void aTerminalHasOneLineThatIsWrittenOver() {
        try (var frontend = RecordingFrontend.install();
                var pool = new ThreadPool(1)) {
            frontend.medium = Frontend.Medium.TERMINAL;
            assertEquals(
                    800L,
                    pool.imap(ProgressTest::slow, List.of(400, 200, 200))
                            .mapToInt(x -> x)
                            .sum());
            assertTrue(frontend.out().startsWith("\rimap ["), frontend.out());
            assertTrue(frontend.out().endsWith("\n"), frontend.out());
            assertEquals(1, frontend.out().chars().filter(c -> c == '\n').count());
            assertEquals("", frontend.err());
            assertEquals(List.of(), frontend.displays);
        }
    }

    @Test
    void aFileOrAPipeGetsNothing() {
        try (var frontend = RecordingFrontend.install();
                var pool = new ThreadPool(1);
                var bar = Progress.bar(2)) {
            pool.map(ProgressTest::slow, List.of(350, 350), 1);
            bar.step(2);
            bar.close();
            assertEquals("", frontend.both());
            assertEquals(List.of(), frontend.displays);
        }
    }

    @Test
    void poolsDrawNothingOnceThatIsSwitchedOff() {
        try (var frontend = RecordingFrontend.install();
                var pool = new ThreadPool(1)) {
            frontend.medium = Frontend.Medium.NOTEBOOK;
            Progress.automatic(false);
            pool.map(ProgressTest::slow, List.of(350, 350), 1);
            assertEquals(List.of(), frontend.displays);
        } finally {
            Progress.automatic(true);
        }
    }

    @Test
    void aFailedMapSaysSoInItsLine() {
        try (var frontend = RecordingFrontend.install();
                var pool = new ThreadPool(1)) {
            frontend.medium = Frontend.Medium.NOTEBOOK;
            assertThrows(ArithmeticException.class, () -> pool.map(n -> slow(700) / n, List.of(1, 0), 1));
            var last = frontend.displays.get(frontend.displays.size() - 1);
            assertTrue(last.contains("map: 1/2, failed in "), last);
        }
    }

    @Test
    void valuesPassThroughABarAsTheyAre() {
        try (var frontend = RecordingFrontend.install()) {
            frontend.medium = Frontend.Medium.TERMINAL;
            var seen = new ArrayList<String>();
            for (var value : Progress.of("letters", List.of("a", "b", "c"))) {
                seen.add(value);
                slowly();
            }
            assertEquals(List.of("a", "b", "c"), seen);
            assertTrue(frontend.out().contains("letters: 3/3 done in "), frontend.out());
        }
    }

    private static void slowly() {
        try {
            slow(120);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aLineTellsRateAndTimeLeft() {
        var line = new ProgressLine("map", 25, 100, Duration.ofSeconds(5), List.of(11L, 12L), "");
        assertEquals("map [######··················] 25/100, 5.0/s, 15.0 s left, at work: PIDs 11, 12", line.text());
        var end = new ProgressLine("map", 100, 100, Duration.ofSeconds(20), List.of(), " done");
        assertEquals("map: 100/100 done in 20.0 s, 5.0/s", end.text());
        var unknown = new ProgressLine("imap <x>", 3, -1, Duration.ofSeconds(6), List.of(), "");
        assertEquals("imap <x> [" + "·".repeat(24) + "] 3, 2.00 s each", unknown.text());
        assertTrue(unknown.html().contains("<span>imap &lt;x&gt;: 3, 2.00 s each</span>"), unknown.html());
    }

    @Test
    void aBarThatNobodyHasAskedForIsDrawnOnlyWhereThoseOfPoolsAre() {
        try (var frontend = RecordingFrontend.install()) {
            frontend.medium = Frontend.Medium.NOTEBOOK;
            try (var bar = Progress.automaticBar("some", 2)) {
                bar.step(2);
                frontend.awaitDisplay();
            }
            var last = frontend.displays.get(frontend.displays.size() - 1);
            assertTrue(last.contains("some: 2/2 done in "), last);
            frontend.displays.clear();
            Progress.automatic(false);
            try (var bar = Progress.automaticBar("some", 2)) {
                bar.step(2);
            }
            assertEquals(List.of(), frontend.displays);
        } finally {
            Progress.automatic(true);
        }
    }

    @Test
    void aNegativeNumberOfStepsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Progress.bar(-1));
        assertThrows(IllegalArgumentException.class, () -> Progress.automaticBar("some", -1));
    }
}
