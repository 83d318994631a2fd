package org.forkbook.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.forkbook.multiprocessing.connection.Pipe;
import org.forkbook.multiprocessing.locks.ProcessBarrier;
import org.forkbook.multiprocessing.locks.ProcessEvent;
import org.forkbook.multiprocessing.locks.ProcessLock;
import org.forkbook.multiprocessing.locks.ProcessSemaphore;
import org.forkbook.multiprocessing.pool.ProcessPool;
import org.forkbook.multiprocessing.queue.ProcessQueue;
import org.forkbook.multiprocessing.shared.SharedInt;
import org.forkbook.serialization.analysis.ClassSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who waits for another process prints after it, also on the screen. */
@Timeout(300)
@SuppressWarnings("SystemOut") // What workers print is what is tested.
class OutputOrderTest {
    private static final int ROUNDS = 15;
    private static final int PROCESSES = 3;

    /** The lines that so many processes print. */
    private static List<String> lines(int count, IntFunction<RemoteRunnable> program) {
        try (var frontend = RecordingFrontend.install()) {
            var processes = new ArrayList<WorkerProcess>();
            for (int i = 0; i < count; i++) {
                processes.add(new WorkerProcess(program.apply(i)));
            }
            processes.forEach(WorkerProcess::start);
            processes.forEach(WorkerProcess::join);
            assertEquals("", frontend.err());
            return frontend.out().lines().toList();
        }
    }

    private static List<String> numbers(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList();
    }

    @Test
    void whatIsPrintedBeforeABarrierIsShownBeforeWhatIsPrintedAfterIt() {
        var barrier = ProcessBarrier.create(PROCESSES);
        var lines = lines(PROCESSES, i -> () -> {
            for (int round = 0; round < ROUNDS; round++) {
                System.out.println(2 * round);
                barrier.await();
                System.out.println(2 * round + 1);
                barrier.await();
            }
        });
        var expected = IntStream.range(0, 2 * ROUNDS * PROCESSES)
                .mapToObj(line -> Integer.toString(line / PROCESSES))
                .toList();
        assertEquals(expected, lines);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsPrintedUnderALockIsShownInTheOrderOfItsHolders(boolean semaphore) {
        var counter = SharedInt.create(0);
        var lock = ProcessLock.create();
        var permit = ProcessSemaphore.create(semaphore ? 1 : 0);
        var lines = lines(PROCESSES, i -> () -> {
            for (int round = 0; round < ROUNDS; round++) {
                if (semaphore) {
                    permit.acquire();
                } else {
                    lock.lock();
                }
                System.out.println(counter.incrementAndGet());
                if (semaphore) {
                    permit.release();
                } else {
                    lock.unlock();
                }
            }
        });
        assertEquals(numbers(ROUNDS * PROCESSES), lines);
    }

    @Test
    void linesFollowAPipeToAndFro() {
        var pipe = Pipe.<Integer>open();
        var lines = lines(
                2,
                i -> i == 0
                        ? () -> {
                            for (int n = 1; n < 2 * ROUNDS; n += 2) {
                                System.out.println(n);
                                pipe.first().send(n);
                                pipe.first().receive();
                            }
                        }
                        : () -> {
                            for (int n = 1; n < 2 * ROUNDS; n += 2) {
                                pipe.second().receive();
                                System.out.println(n + 1);
                                pipe.second().send(n);
                            }
                        });
        assertEquals(numbers(2 * ROUNDS), lines);
    }

    @Test
    void linesFollowAQueueAnEventAndASharedNumber() {
        var queue = ProcessQueue.<Integer>create();
        var event = ProcessEvent.create();
        var number = SharedInt.create(0);
        var lines = lines(PROCESSES, i -> switch (i) {
            case 0 ->
                () -> {
                    System.out.println(1);
                    queue.put(1);
                    event.await();
                    System.out.println(3);
                    number.set(1);
                };
            case 1 ->
                () -> {
                    queue.take();
                    System.out.println(2);
                    event.set();
                };
            default ->
                () -> {
                    while (number.get() == 0) {
                        Thread.onSpinWait();
                    }
                    System.out.println(4);
                };
        });
        assertEquals(numbers(4), lines);
    }

    @Test
    void aTasksLineIsThereWhenTheProgramHearsOfItByAQueue() throws Exception {
        try (var frontend = RecordingFrontend.install();
                var pool = new ProcessPool(1);
                var queue = ProcessQueue.<Integer>create();
                var go = ProcessQueue.<Integer>create()) {
            var task = pool.submit(() -> {
                for (int n = 0; n < ROUNDS; n++) {
                    System.out.print("[" + n + "]"); // Not even a whole line.
                    queue.put(n);
                    go.take();
                }
            });
            for (int n = 0; n < ROUNDS; n++) {
                assertEquals(n, queue.take());
                assertTrue(frontend.out().endsWith("[" + n + "]"), frontend::out);
                go.put(n);
            }
            task.get();
        }
    }

    @Test
    void aWorkersWorkersLineIsThereToo() throws Exception {
        try (var frontend = RecordingFrontend.install();
                var queue = ProcessQueue.<Integer>create();
                var go = ProcessQueue.<Integer>create()) {
            var outer = new WorkerProcess(() -> {
                var inner = new WorkerProcess(() -> {
                    System.out.println("inner");
                    queue.put(1);
                    go.take();
                });
                inner.start();
                inner.join();
            });
            outer.start();
            assertEquals(1, queue.take());
            assertEquals("inner\n", frontend.out());
            go.put(1);
            outer.join();
        }
    }

    @Test
    void aProgramThatDoesNotGetToShowingHoldsUpNoWorkerForLong() throws Exception {
        var before = Frontend.current();
        var end = new CountDownLatch(1);
        try (var queue = ProcessQueue.<Integer>create()) {
            Frontend.install(new StuckFrontend(before.classes(), end));
            var process = new WorkerProcess(() -> {
                System.out.println("nobody shows this");
                queue.put(1);
            });
            process.start();
            assertEquals(1, queue.poll(Duration.ofMinutes(2)));
            end.countDown();
            process.join();
        } finally {
            end.countDown();
            Frontend.install(before);
        }
    }

    /** Shows nothing before it is told to. */
    private record StuckFrontend(ClassSource classes, CountDownLatch end) implements Frontend, Frontend.Output {
        @Override
        public Output output() {
            return this;
        }

        @Override
        public void print(Channel channel, String text) {
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void display(String displayJson, boolean update) {
            throw new AssertionError(displayJson);
        }
    }
}
