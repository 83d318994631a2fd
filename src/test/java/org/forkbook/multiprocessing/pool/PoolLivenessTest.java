package org.forkbook.multiprocessing.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.multiprocessing.RecordingFrontend;
import org.forkbook.multiprocessing.RemoteRunnable;
import org.forkbook.multiprocessing.WorkerDiedException;
import org.forkbook.multiprocessing.WorkerProcess;
import org.forkbook.multiprocessing.locks.ProcessEvent;
import org.forkbook.multiprocessing.monitor.WorkerInfo.State;
import org.forkbook.serialization.analysis.ClassSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pool answers, whatever a start of a process or a user's method waits for. */
@Timeout(120)
class PoolLivenessTest {

    /** A frontend in which the start of a process hangs while it asks for the class path. */
    private static final class HangingStarts implements Frontend, AutoCloseable {
        private final Frontend before = Frontend.current();
        private final CountDownLatch hangs = new CountDownLatch(1);
        private final CountDownLatch end = new CountDownLatch(1);

        HangingStarts() {
            Frontend.install(this);
        }

        @Override
        public Output output() {
            return before.output();
        }

        @Override
        public ClassSource classes() {
            return before.classes();
        }

        @Override
        public List<Path> addedClassPath() {
            hangs.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts it", e);
            }
            return before.addedClassPath();
        }

        /** Lets the starts go on. */
        @Override
        public void close() {
            Frontend.install(before);
            end.countDown();
        }
    }

    private static void killWorkerOf(Pool pool) {
        assertThrows(
                WorkerDiedException.class,
                () -> pool.apply(() -> Runtime.getRuntime().halt(3)));
    }

    @Test
    void aPoolAnswersWhileTheStartOfAWorkerHangs() throws Exception {
        try (var pool = new ProcessPool(1)) {
            assertEquals(1, pool.apply(() -> 1));
            try (var starts = new HangingStarts()) {
                killWorkerOf(pool);
                starts.hangs.await();
                var future = pool.submit(() -> 5);
                assertEquals(
                        List.of(State.STARTING),
                        pool.workers().stream().map(worker -> worker.state()).toList());
                assertEquals(0, pool.workers().get(0).pid(), "it has no process yet");
                assertTrue(pool.toString().contains("running"), pool.toString());
                assertFalse(future.isDone());
                assertTrue(future.cancel(true));
            }
            assertEquals(6, pool.apply(() -> 6), "the start has gone on");
        }
    }

    @Test
    void workersThatRunGoOnWhileTheStartOfAnotherHangs() throws Exception {
        try (var pool = new ProcessPool(2)) {
            try (var starts = new HangingStarts()) {
                killWorkerOf(pool);
                starts.hangs.await();
                assertEquals(List.of(1, 4, 9), pool.map(x -> x * x, List.of(1, 2, 3)));
            }
            assertEquals(List.of(1, 4, 9), pool.map(x -> x * x, List.of(1, 2, 3)));
        }
    }

    @Test
    void aPoolEndsThoughTheStartOfAWorkerHangs() throws Exception {
        var closed = new ProcessPool(1);
        var terminated = new ProcessPool(1);
        try (var starts = new HangingStarts()) {
            killWorkerOf(closed);
            killWorkerOf(terminated);
            starts.hangs.await();
            closed.close();
            var future = terminated.submit(() -> 5);
            assertEquals(1, terminated.terminate().size());
            assertTrue(future.isCancelled());
            assertTrue(terminated.awaitTermination(100, TimeUnit.SECONDS));
        }
        assertEquals(List.of(), closed.workers());
        assertTrue(closed.workers().ended().stream()
                .noneMatch(life -> life.worker().isEmpty()));
    }

    @Test
    void aProcessAnswersWhileItsStartHangs() throws Exception {
        try (var process = new WorkerProcess(() -> new CountDownLatch(1).await())) {
            var starter = new Thread(process::start);
            try (var starts = new HangingStarts()) {
                starter.start();
                starts.hangs.await();
                assertFalse(process.isAlive());
                assertTrue(process.exitCode().isEmpty());
                assertTrue(process.toString().contains("starting"), process.toString());
                assertThrows(IllegalStateException.class, process::pid);
                assertThrows(IllegalStateException.class, process::start);
                process.kill();
            }
            starter.join();
            process.join();
            assertEquals(-9, process.exitCode().getAsInt(), "it was killed as soon as it was there");
        }
    }

    /** An argument that is packed when the test says so. */
    private static final class Slow implements Serializable {
        private static final long serialVersionUID = 1L;
        private static volatile CountDownLatch begun = new CountDownLatch(1);
        private static volatile CountDownLatch end = new CountDownLatch(1);

        static Slow forThisTest() {
            begun = new CountDownLatch(1);
            end = new CountDownLatch(1);
            return new Slow();
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    @Test
    void aSlowWriteObjectHoldsUpNoOtherWorker() throws Exception {
        try (var frontend = RecordingFrontend.install();
                var pool = new ProcessPool(2)) {
            // The slow argument comes when both workers have had a number, so by a thread that reads their results.
            var slow = pool.mapAsync(x -> x instanceof Integer, List.<Object>of(1, 2, Slow.forThisTest()));
            Slow.begun.await();
            for (int i = 0; i < 3; i++) {
                int task = i;
                int result = pool.apply(() -> {
                    System.out.println("task " + task + " prints");
                    return task;
                });
                assertEquals(task, result);
                frontend.await("task " + task + " prints");
            }
            Slow.end.countDown();
            assertEquals(List.of(true, true, false), slow.get());
        }
    }

    @Test
    void aWorkersOutputComesWhileItsOwnNextArgumentIsPacked() throws Exception {
        try (var frontend = RecordingFrontend.install();
                var pool = new ProcessPool(1)) {
            var packing = ProcessEvent.create();
            var slow = pool.mapAsync(
                    x -> {
                        if (x instanceof Integer) {
                            new Thread((RemoteRunnable) () -> {
                                        packing.await();
                                        System.out.println("printed meanwhile");
                                    })
                                    .start();
                        }
                        return x instanceof Integer;
                    },
                    List.<Object>of(1, Slow.forThisTest()));
            Slow.begun.await();
            packing.set();
            frontend.await("printed meanwhile");
            Slow.end.countDown();
            assertEquals(List.of(true, false), slow.get());
        }
    }
}
