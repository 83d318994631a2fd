package org.forkbook.multiprocessing.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.forkbook.multiprocessing.monitor.TaskRun;
import org.forkbook.multiprocessing.monitor.WorkerInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class TracedPoolTest {

    @Test
    void resultsKnowTheProcessThatMadeThemAndHowLongThatTook() {
        try (var pool = new ProcessPool(2)) {
            var runs = pool.traced()
                    .map(
                            ms -> {
                                Thread.sleep(ms);
                                return ms * ms;
                            },
                            List.of(30, 40, 50),
                            1);
            List<TaskRun<Integer, Integer>> plain = runs;
            assertEquals(List.of(30, 40, 50), plain.stream().map(TaskRun::task).toList());
            assertEquals(List.of(900, 1600, 2500), runs.results());
            var workers = pool.workers().stream().map(WorkerInfo::pid).toList();
            for (var run : runs) {
                assertTrue(workers.contains(run.pid()), run::toString);
                assertTrue(run.duration().compareTo(Duration.ofMillis(run.task())) >= 0, run::toString);
                assertTrue(run.duration().compareTo(Duration.ofSeconds(20)) < 0, run::toString);
            }
            assertTrue(workers.containsAll(runs.pids()));
        }
    }

    @Test
    void theTableHasTheColumnsThatALessonNames() {
        try (var pool = new ProcessPool(1)) {
            var runs = pool.traced().map(n -> n * n, List.of(1, 2, 3)).withHeadings("number", "square");
            var lines = runs.toString().lines().toList();
            assertEquals(4, lines.size());
            assertEquals(
                    "number square PID started at took", lines.get(0).strip().replaceAll(" +", " "));
            assertTrue(
                    lines.get(3).strip().startsWith("3       9  " + runs.pids().get(0)), lines.get(3));
            assertTrue(runs.toHtml().startsWith("<table>"));
        }
    }

    @Test
    void aFailureIsThrownAsByAnUntracedMap() {
        try (var pool = new ProcessPool(1)) {
            assertThrows(ArithmeticException.class, () -> pool.traced().map(n -> 1 / n, List.of(1, 0)));
        }
    }

    @Test
    void threadsAreToldApartByTheirNames() {
        try (var pool = new ThreadPool(2)) {
            var runs = pool.traced()
                    .map(
                            n -> {
                                Thread.sleep(20);
                                return "<" + n + ">";
                            },
                            List.of(1, 2, 3, 4),
                            1);
            assertEquals(1, runs.pids().size());
            assertTrue(runs.toString().contains("ThreadPool-"), runs::toString);
            assertFalse(runs.toHtml().contains("<1>"), "results are escaped");
        }
    }

    @Test
    void aLongListIsCutInTheTableOnly() {
        try (var pool = new ThreadPool(1)) {
            var runs = pool.traced().map(n -> n, IntStream.range(0, 500).boxed().toList());
            assertEquals(500, runs.size());
            assertTrue(runs.toString().endsWith("… and 400 more rows"));
        }
    }
}
