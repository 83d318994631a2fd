package org.forkbook.multiprocessing.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.forkbook.chart.RenderedSvg;
import org.forkbook.multiprocessing.WorkerDiedException;
import org.forkbook.multiprocessing.monitor.TaskRecord.Outcome;
import org.forkbook.multiprocessing.pool.ProcessPool;
import org.forkbook.multiprocessing.pool.ThreadPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class TimelineTest {

    @Test
    void itTellsWaitingFromRunning() {
        try (var pool = new ProcessPool(1)) {
            pool.map(TimelineTest::sleep, List.of(40, 40, 40), 1);
            var timeline = pool.timeline();
            assertEquals(3, timeline.size());
            for (var task : timeline) {
                assertTrue(task.running().compareTo(Duration.ofMillis(40)) >= 0, task::toString);
                assertTrue(task.running().compareTo(task.duration()) <= 0, task::toString);
            }
            assertTrue(timeline.get(2).waiting().compareTo(Duration.ofMillis(80)) >= 0, timeline::toString);
            RenderedSvg.of(timeline.toSvg()).assertLegible();
        }
    }

    private static int sleep(int millis) throws InterruptedException {
        Thread.sleep(millis);
        return millis;
    }

    @Test
    void aWorkersDeathIsOnItWithItsReasonAndSoIsTheWorkerThatTookItsPlace() {
        try (var pool = new ProcessPool(1)) {
            assertThrows(
                    WorkerDiedException.class,
                    () -> pool.apply(() -> Runtime.getRuntime().halt(9)));
            pool.apply(() -> 1);
            var workers = pool.timeline().workers();
            assertEquals(2, workers.size());
            var dead = workers.get(0);
            assertTrue(dead.died());
            assertNotNull(dead.ready());
            assertNotNull(dead.ended());
            assertEquals("ended with exit code 9", dead.ending());
            assertFalse(workers.get(1).died());
            assertNull(workers.get(1).ended());
            assertEquals(Outcome.LOST, pool.timeline().get(0).outcome());
            var drawing = RenderedSvg.of(pool.timeline().toSvg()).assertLegible();
            assertTrue(drawing.all("path").stream()
                    .anyMatch(cross -> cross.getTextContent().endsWith("ended with exit code 9")));
        }
    }

    @Test
    void afterTheEndOfItsPoolItSaysThatWorkersWereClosedNotThatTheyDied() {
        var pool = new ProcessPool(2);
        pool.map(x -> x + 1, List.of(1, 2, 3));
        pool.close();
        for (var worker : pool.timeline().workers()) {
            assertFalse(worker.died(), worker::toString);
            assertEquals("the pool was closed", worker.ending());
        }
    }

    @Test
    void threadsHaveRowsToo() {
        try (var pool = new ThreadPool(2)) {
            pool.map(TimelineTest::sleep, List.of(20, 20, 20, 20), 1);
            var words = RenderedSvg.of(pool.timeline().toSvg()).assertLegible().words();
            assertTrue(words.contains("thread worker-1") && words.contains("thread worker-2"), words::toString);
            assertTrue(pool.timeline().toString().contains("4 tasks on 2 workers"));
        }
    }

    @Test
    void thousandsOfTasksStaySmall() {
        try (var pool = new ProcessPool(2)) {
            pool.map(x -> x + 1, IntStream.range(0, 5_000).boxed().toList(), 1);
            var svg = pool.timeline().toSvg();
            assertTrue(svg.length() < 60_000, () -> svg.length() + " characters");
            var words = RenderedSvg.of(svg).assertLegible().words();
            assertTrue(words.stream().anyMatch(word -> word.matches("\\d,\\d+ tasks, ran \\d+ %")), words::toString);
        }
    }

    /** What takes two seconds to be read, and nothing to be used. */
    static final class SlowToRead implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            LockSupport.parkNanos(2_000_000_000);
        }
    }

    @Test
    void whatATaskNeedsBeforeItIsCalledIsPartOfItsWayAndNotOfItsRun() {
        try (var pool = new ProcessPool(1)) {
            var captured = new SlowToRead();
            pool.apply(() -> captured.hashCode());
            pool.map(x -> x.hashCode(), List.of(new SlowToRead()));
            assertThrows(
                    ArithmeticException.class,
                    () -> pool.map(x -> x.hashCode() / Integer.parseInt("0"), List.of(new SlowToRead())));
            for (var task : pool.timeline()) {
                assertTrue(task.duration().compareTo(Duration.ofSeconds(2)) >= 0, task::toString);
                assertTrue(task.running().compareTo(Duration.ofSeconds(2)) < 0, task::toString);
            }
        }
    }

    @Test
    void theTimelineAndTheTraceAgreeOnWhatRan() {
        try (var pool = new ProcessPool(1)) {
            var runs = pool.traced().map(TimelineTest::sleep, List.of(60, 60, 60), 1);
            for (int i = 0; i < runs.size(); i++) {
                var task = pool.timeline().get(i);
                assertTrue(runs.get(i).duration().compareTo(task.running()) <= 0, task::toString);
                assertTrue(runs.get(i).start().isAfter(task.start().minusMillis(1)), task::toString);
            }
        }
    }
}
