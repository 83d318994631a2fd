package org.forkbook.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.forkbook.chart.RenderedSvg;
import org.forkbook.multiprocessing.RemoteFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(900)
class ComparisonTest {
    private static final int MILLIS = 40;
    private static final int TASKS = 6;
    private static final int RUNS = 3;

    /** Computes until this thread has used so much processor time, whatever else the machine does. */
    private static int compute(int millis) {
        var threads = ManagementFactory.getThreadMXBean();
        long end = threads.getCurrentThreadCpuTime() + millis * 1_000_000L;
        int rounds = 0;
        while (threads.getCurrentThreadCpuTime() < end) {
            rounds++;
        }
        return rounds > 0 ? millis : 0;
    }

    /** The processor time of this process and of its children that have ended, as the system counts it. */
    private static double cpuSecondsOfProc() throws IOException {
        var stat = Files.readString(Path.of("/proc/self/stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int field = 11; field <= 14; field++) { // user, system, children's user, children's system
            ticks += Long.parseLong(fields[field]);
        }
        return ticks / 100.0;
    }

    private static double uptimeSeconds() throws IOException {
        return Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0]);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void itsFiguresAgreeWithTheSystemsOwnClocks() throws IOException {
        double cpuBefore = cpuSecondsOfProc();
        double wallBefore = uptimeSeconds();
        var report = Comparison.of(
                        "known work",
                        (RemoteFunction<Integer, Integer>) ComparisonTest::compute,
                        Collections.nCopies(TASKS, MILLIS))
                .threads(2)
                .processes(2)
                .repeat(RUNS)
                .run();
        double cpu = cpuSecondsOfProc() - cpuBefore;
        double wall = uptimeSeconds() - wallBefore;
        double known = TASKS * MILLIS / 1000.0;
        double measuredCpu = 0;
        double measuredWall = 0;
        for (var side : report.sides()) {
            double own = Comparison.seconds(side.cpuTime());
            // Each run has used at least the work's known time; a tick of the system's clock is 10 ms.
            assertTrue(own >= known - 0.03, () -> side + " used less than the work");
            assertTrue(own <= 2 * known + 0.1, () -> side + " used twice the work");
            assertTrue(side.seconds() >= known / side.workers() - 0.01, () -> side + " was faster than can be");
            assertEquals(RUNS, side.walls().size());
            measuredCpu += own * RUNS;
            measuredWall +=
                    side.walls().stream().mapToDouble(Comparison::seconds).sum();
        }
        // The measured time is part of the system's figure, which also includes warm-up and start-up.
        assertTrue(measuredCpu <= cpu + 0.1, measuredCpu + " of " + cpu);
        assertTrue(measuredCpu >= cpu / 10, measuredCpu + " of " + cpu);
        assertTrue(measuredWall <= wall + 0.02, measuredWall + " of " + wall);
        assertTrue(measuredWall >= wall / 20, measuredWall + " of " + wall);
    }

    @Test
    void itsPictureItsTableAndItsSentenceSayTheSame() {
        var report = new ComparisonReport(
                "count <primes>",
                12,
                List.of(
                        side(SideKind.SERIAL, 1, 1000, 0, 0, ""),
                        side(SideKind.THREADS, 2, 1000, 930, 0, "one lock"),
                        side(SideKind.PROCESSES, 2, 520, 0, 0, "")),
                0.5);
        assertEquals(1.92, report.speedUp(report.sides().get(2)), 0.01);
        assertTrue(
                report.sentence()
                        .startsWith(
                                "2 threads: 1.0x, 47 % of their time went into waiting for one lock; 2 processes: 1.9x, "),
                report::sentence);
        var words = RenderedSvg.of(report.toSvg()).assertLegible().words();
        assertTrue(words.contains("count <primes>") && words.contains("2 threads"), words::toString);
        assertTrue(words.contains("1.00 s"), words::toString);
        assertTrue(report.toHtml().contains("<th style=\"text-align:right\">start-up, once</th>"), report::toHtml);
        var text = report.toString();
        assertTrue(text.contains("2 processes") && text.contains("1.92x") && text.contains(report.sentence()), text);
    }

    private static SideResult side(SideKind kind, int workers, int millis, int blocked, int gc, String waitedFor) {
        return new SideResult(
                kind,
                workers,
                Collections.nCopies(3, Duration.ofMillis(millis)),
                Duration.ofMillis(1000),
                Duration.ofMillis(blocked),
                Duration.ZERO,
                Duration.ofMillis(gc),
                100,
                Duration.ofMillis(150),
                waitedFor);
    }

    @Test
    void oneTaskCanNotBeFasterOnTwoWorkers() {
        var sides = List.of(side(SideKind.SERIAL, 1, 2000, 0, 0, ""), side(SideKind.THREADS, 2, 1900, 0, 0, ""));
        assertEquals(1, new ComparisonReport("x", 1, sides, 1).ideal(sides.get(1)));
    }

    @Test
    void aMachineThatHasOtherThingsToDoIsNamed() {
        var report = new ComparisonReport(
                "x",
                4,
                List.of(side(SideKind.SERIAL, 1, 2000, 0, 0, ""), side(SideKind.THREADS, 2, 1900, 0, 0, "")),
                9);
        assertEquals(
                "2 threads: 1.1x, short of the ideal of "
                        + ComparisonReport.times(report.ideal(report.sides().get(1)))
                        + ". No side got the work of more than 0.5 cores: the machine had other things to do. Try again when"
                        + " it is at rest.",
                report.sentence());
    }

    @Test
    void barsAreAsLongAsTheirTimes() {
        var report = new ComparisonReport(
                "x",
                1,
                List.of(side(SideKind.SERIAL, 1, 1000, 0, 0, ""), side(SideKind.PROCESSES, 2, 250, 0, 0, "")),
                -1);
        var drawing = RenderedSvg.of(report.toSvg());
        double serial = RenderedSvg.number(drawing.bars("serial").get(0), "width");
        assertEquals(serial / 4, RenderedSvg.number(drawing.bars("2 processes").get(0), "width"), 0.2);
    }

    @Test
    void sidesThatDisagreeAreRefusedWithTheTaskAndTheResults() {
        var calls = new AtomicInteger();
        var comparison = Comparison.of("counting calls", (Integer x) -> calls.incrementAndGet(), List.of(1))
                .threads(1);
        var failure = assertThrows(IllegalStateException.class, comparison::run);
        var message = String.valueOf(failure.getMessage());
        assertTrue(message.contains("for task 1, 1, 1 thread gave "), message);
    }

    @Test
    void nothingToCompareAndNobodyToDoItAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Comparison.of("none", (Integer x) -> x, List.of()));
        var comparison = Comparison.of("one", (Integer x) -> x, List.of(1));
        assertThrows(IllegalArgumentException.class, () -> comparison.threads(0));
        assertThrows(IllegalArgumentException.class, () -> comparison.repeat(0));
    }

    @Test
    void resultsWithoutEqualityAreNotSaidToDiffer() {
        assertTrue(ResultEquality.holds(new Object(), new Object()));
        assertTrue(ResultEquality.holds(new int[] {1}, new int[] {1}));
        assertEquals(false, ResultEquality.holds(new int[] {1}, new int[] {2}));
        assertEquals(false, ResultEquality.holds(1, 2));
    }

    @Test
    void aSideThatFailsIsNamed() {
        var here = ProcessHandle.current().pid();
        var comparison = Comparison.of(
                        "at home only",
                        (Integer x) -> {
                            if (ProcessHandle.current().pid() != here) {
                                throw new UnsupportedOperationException("abroad");
                            }
                            return x;
                        },
                        List.of(1, 2))
                .serial()
                .processes(2)
                .repeat(1);
        var failure = assertThrows(IllegalStateException.class, comparison::run);
        assertTrue(String.valueOf(failure.getMessage()).contains("The side \"2 processes\" of"), failure::getMessage);
        assertTrue(failure.getCause() instanceof UnsupportedOperationException);
    }
}
