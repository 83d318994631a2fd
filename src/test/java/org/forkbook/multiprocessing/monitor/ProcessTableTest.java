package org.forkbook.multiprocessing.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import org.forkbook.multiprocessing.RecordingFrontend;
import org.forkbook.multiprocessing.StartMethod;
import org.forkbook.multiprocessing.WorkerProcess;
import org.forkbook.multiprocessing.pool.ProcessPool;
import org.forkbook.multiprocessing.pool.TaskTimeoutException;
import org.forkbook.multiprocessing.queue.ProcessQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ProcessTableTest {

    private static ProcessInfo find(ProcessTable table, long pid) {
        return table.stream()
                .filter(row -> row.pid() == pid)
                .findFirst()
                .orElseThrow(() -> new AssertionError(pid + " is not in\n" + table));
    }

    @Test
    void aWorkerStandsBelowThisProcessWithWhatItUses() {
        try (var pool = ProcessPool.builder().size(1).name("Crew").build()) {
            long pid = pool.apply(() -> ProcessHandle.current().pid());
            var table = ProcessTable.now();
            assertEquals(ProcessHandle.current().pid(), table.get(0).pid());
            assertEquals(0, table.get(0).depth());
            var worker = find(table, pid);
            assertEquals("Crew-worker-1", worker.name());
            assertEquals("idle", worker.state());
            assertEquals(1, worker.depth());
            assertEquals(1, worker.tasksDone());
            assertTrue(worker.memory() > 10_000_000, worker::toString);
            assertTrue(worker.heap() > 100_000 && worker.heap() < worker.memory(), worker::toString);
            assertTrue(worker.cpuTime().toMillis() > 0, worker::toString);
            assertTrue(table.toString().contains("└─ Crew-worker-1"), table::toString);
        }
    }

    @Test
    void aStoppedWorkerKeepsItsRowAndTellsOfItselfAgainOnceItGoesOn() throws Exception {
        try (var pool = new ProcessPool(1)) {
            long pid = pool.apply(() -> ProcessHandle.current().pid());
            signal("STOP", pid);
            assertEquals(0, find(ProcessTable.now(), pid).heap());
            assertTrue(find(ProcessTable.now(), pid).memory() > 10_000_000);
            signal("CONT", pid);
            assertEquals(1, pool.apply(() -> 1));
            while (find(ProcessTable.now(), pid).heap() == 0) {
                assertFalse(Thread.currentThread().isInterrupted()); // It answers the question from before first.
            }
        }
    }

    private static void signal(String name, long pid) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .inheritIO()
                        .start()
                        .waitFor());
    }

    @Test
    void aWorkersWorkerHasItsNameAndStandsBelowIt() throws Exception {
        try (var pool = new ProcessPool(1);
                var ready = ProcessQueue.<Long>create();
                var go = ProcessQueue.<Integer>create()) {
            var outer = pool.applyAsync(() -> {
                try (var inner = ProcessPool.builder().size(1).name("Inner").build()) {
                    return inner.apply(() -> {
                        ready.put(ProcessHandle.current().pid());
                        return go.take();
                    });
                }
            });
            long pid = ready.take();
            var table = ProcessTable.now();
            while (find(table, pid)
                    .name()
                    .equals("java")) { // On a busy machine, the worker in between answers too late.
                assertFalse(Thread.currentThread().isInterrupted());
                table = ProcessTable.now();
            }
            var nested = find(table, pid);
            assertEquals(2, nested.depth());
            assertEquals("Inner-worker-1", nested.name());
            assertEquals(
                    "busy",
                    table.stream()
                            .filter(row -> row.pid() == pool.workers().get(0).pid())
                            .findFirst()
                            .orElseThrow()
                            .state());
            go.put(7);
            assertEquals(7, outer.get());
        }
    }

    @Test
    void aProcessThatHasEndedSaysHow() {
        try (var process = new WorkerProcess(() -> System.exit(7))) {
            process.start();
            process.join();
            var row = find(ProcessTable.now(), process.pid());
            assertEquals("ended", row.state());
            assertEquals(OptionalInt.of(7), row.exitCode());
            assertEquals("ended with exit code 7", row.ending());
        }
        var killed = new WorkerProcess(() -> Thread.sleep(60_000));
        killed.start();
        killed.kill();
        killed.join();
        var row = find(ProcessTable.now(), killed.pid());
        assertEquals(OptionalInt.of(-9), row.exitCode());
        assertEquals("was ended by signal 9 (SIGKILL), sent by its parent", row.ending());
    }

    @Test
    void aPoolsTableKeepsTheDeadWithTheReasonsOfTheirEnds() {
        try (var pool =
                ProcessPool.builder().size(1).taskTimeout(Duration.ofSeconds(3)).build()) {
            assertThrows(TaskTimeoutException.class, () -> pool.apply(() -> Thread.sleep(60_000)));
            assertThrows(
                    ExecutionException.class,
                    () -> pool.applyAsync(() -> Runtime.getRuntime().halt(9)).get());
            pool.apply(() -> 1);
            var workers = pool.workers();
            assertEquals(1, workers.size());
            assertEquals(StartMethod.PREFORK, workers.get(0).startMethod());
            assertTrue(workers.get(0).shipped() > 100, workers::toString);
            var ended = workers.ended();
            assertEquals(2, ended.size());
            assertTrue(ended.get(0).ending().contains("taskTimeout"), ended::toString);
            assertEquals(OptionalInt.of(9), ended.get(1).exitCode());
            assertTrue(workers.toString().contains("ended with exit code 9"), workers::toString);
        }
    }

    @Test
    void aWatchUpdatesOneDisplayInPlaceAndLeavesItsLastState() {
        try (var frontend = RecordingFrontend.install()) {
            ProcessWatch.start(Duration.ofMinutes(1)).close();
            var displays = frontend.displays;
            assertTrue(displays.size() >= 2, displays::toString);
            assertTrue(displays.get(0).startsWith("{\"data\":{\"text/plain\":"), displays::toString);
            assertTrue(displays.get(1).startsWith("update "), displays::toString);
            var id = displays.get(0).replaceAll(".*display_id", "");
            assertTrue(displays.stream().allMatch(each -> each.endsWith(id)));
        }
    }
}
