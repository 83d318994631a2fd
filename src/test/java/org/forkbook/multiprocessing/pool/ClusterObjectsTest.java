package org.forkbook.multiprocessing.pool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.forkbook.multiprocessing.RemoteCallable;
import org.forkbook.multiprocessing.RemoteRunnable;
import org.forkbook.multiprocessing.connection.Pipe;
import org.forkbook.multiprocessing.errors.CannotTravelException;
import org.forkbook.multiprocessing.locks.ProcessBarrier;
import org.forkbook.multiprocessing.locks.ProcessEvent;
import org.forkbook.multiprocessing.locks.ProcessLock;
import org.forkbook.multiprocessing.locks.ProcessSemaphore;
import org.forkbook.multiprocessing.manager.Manager;
import org.forkbook.multiprocessing.queue.ProcessQueue;
import org.forkbook.multiprocessing.shared.SharedDouble;
import org.forkbook.multiprocessing.shared.SharedDoubleArray;
import org.forkbook.multiprocessing.shared.SharedInt;
import org.forkbook.multiprocessing.shared.SharedLong;
import org.forkbook.multiprocessing.shared.SharedMemory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What crosses to workers on another machine, and what is refused. Outside of notebooks captured variables have no names. */
@Timeout(300)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // What is tested here is what happens when it isn't done so.
class ClusterObjectsTest {
    private static final String NODES = "local-nodes[2,1]";
    private static final String ELSEWHERE = ", and workers of " + NODES + " are elsewhere. ";

    private static ClusterPool pool;

    @BeforeAll
    static void open() {
        pool = ClusterPool.connect(NODES);
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    private static String refused(RemoteRunnable task) {
        return refusal(() -> pool.submit(task));
    }

    private static String failure(RemoteCallable<?> task) {
        var thrown =
                assertThrows(ExecutionException.class, () -> pool.submit(task).get());
        return String.valueOf(thrown.getCause());
    }

    private static String refusal(Executable sending) {
        return String.valueOf(assertThrows(CannotTravelException.class, sending).getMessage());
    }

    @Test
    void sharedMemoryIsRefusedWithItsNameAndTheAlternative() {
        var sum = SharedLong.create(0);
        assertEquals(
                "Variable `(captured value 1)` can't be sent to a worker process: it is a"
                        + " org.forkbook.multiprocessing.shared.SharedLong: memory of this machine" + ELSEWHERE
                        + "Return the value and combine the results here, or keep it in a Manager.",
                refused(() -> sum.incrementAndGet()));
        var values = SharedDoubleArray.create(10);
        assertEquals(
                "Variable `(captured value 1)` can't be sent to a worker process: it is a"
                        + " org.forkbook.multiprocessing.shared.SharedDoubleArray: memory of this machine" + ELSEWHERE
                        + "Return the values and combine the results here, or keep them in a Manager.",
                refused(() -> values.set(0, 1)));
    }

    @Test
    void everyKindOfSharedMemoryIsRefused() {
        try (var block = SharedMemory.create(100)) {
            for (var shared :
                    List.<Object>of(SharedInt.create(1), SharedLong.create(1), SharedDouble.create(1), block)) {
                var told = refused(() -> System.out.println(shared));
                assertTrue(told.contains("memory of this machine" + ELSEWHERE), told);
            }
        }
    }

    @Test
    void sharedMemoryDeepInATaskIsRefusedWithThePathToIt() {
        var parts = List.of("a", List.of(SharedInt.create(1)));
        var told = refused(() -> System.out.println(parts));
        assertTrue(
                told.startsWith(
                        "Variable `(captured value 1)` can't be sent to a worker process: `(captured value 1)[1][0]` is a "),
                told);
    }

    @Test
    void sharedMemoryAmongAMapsArgumentsIsRefused() {
        var numbers = List.of(SharedInt.create(1), SharedInt.create(2));
        var told = refusal(() -> pool.map(SharedInt::get, numbers));
        assertTrue(told.contains("memory of this machine" + ELSEWHERE), told);
    }

    @Test
    void sharedMemoryInAnInitializerIsRefused() {
        var sum = SharedLong.create(0);
        var builder = ClusterPool.builder(NODES).initializer(() -> sum.set(1));
        var told = refusal(builder::build);
        assertTrue(told.contains("memory of this machine" + ELSEWHERE), told);
    }

    @Test
    void sharedMemoryThatATaskReturnsIsRefusedOnTheNode() {
        var told = failure(() -> SharedInt.create(1));
        assertTrue(
                told.contains("memory of this machine, node1, and process ")
                        || told.contains("memory of this machine, node2, and process "),
                told);
    }

    @Test
    void aLockThatATaskCreatesAndReturnsIsRefusedOnTheNode() {
        var told = failure(() -> ProcessLock.create());
        assertTrue(told.contains("ProcessLock: created on this machine, node"), told);
        assertTrue(told.contains("Create it in the program, and pass it to the task."), told);
    }

    @Test
    void aLockExcludesLocalProcessesAndNodesFromEachOther(@TempDir Path folder) throws Exception {
        var lock = ProcessLock.create();
        var file = Files.writeString(folder.resolve("sum"), "0").toString();
        RemoteRunnable count = () -> {
            for (var i = 0; i < 50; i++) {
                try (var held = lock.hold()) {
                    var path = Path.of(file);
                    Files.writeString(path, "" + (Integer.parseInt(Files.readString(path)) + 1));
                }
            }
        };
        try (var local = new ProcessPool(2)) {
            var counts = List.of(local.submit(count), pool.submit(count), local.submit(count), pool.submit(count));
            count.run();
            for (var each : counts) {
                each.get();
            }
        }
        assertEquals("250", Files.readString(Path.of(file)));
        assertFalse(lock.isLocked());
    }

    @Test
    void aLockOfTheProgramIsHeldReentrantlyAndSeenOnANode() throws Exception {
        var lock = ProcessLock.create();
        assertEquals("ProcessLock (free)", pool.submit(() -> lock.toString()).get());
        lock.lock();
        assertEquals(
                List.of(false, false, true),
                pool.submit(() -> List.of(lock.tryLock(), lock.tryLock(Duration.ofMillis(50)), lock.isLocked()))
                        .get());
        lock.unlock();
        assertEquals(
                2,
                pool.submit(() -> {
                            lock.lock();
                            lock.lock();
                            var count = lock.holdCount();
                            lock.unlock();
                            lock.unlock();
                            return count;
                        })
                        .get());
        assertTrue(lock.tryLock());
        lock.unlock();
    }

    @Test
    void anInterruptEndsAWaitForALockOnANode() throws Exception {
        var lock = ProcessLock.create();
        lock.lock();
        assertTrue(pool.submit(() -> {
                    Thread.currentThread().interrupt();
                    try {
                        lock.lockInterruptibly();
                        return false;
                    } catch (InterruptedException e) {
                        return true;
                    }
                })
                .get());
        lock.unlock();
    }

    @Test
    void aLockIsReleasedWhenItsHolderOnANodeIsKilled() throws Exception {
        var lock = ProcessLock.create();
        var held = ProcessEvent.create();
        var pid = ProcessQueue.<Long>create();
        var holding = pool.submit(() -> {
            lock.lock();
            pid.put(ProcessHandle.current().pid());
            held.set();
            Thread.sleep(100_000);
        });
        assertTrue(held.await(Duration.ofSeconds(60)));
        var holder = pid.take();
        var waiting = pool.submit(() -> {
            lock.lock();
            var before = lock.abandonedBy().orElse(0);
            lock.unlock();
            return before;
        });
        ProcessHandle.of(holder).orElseThrow().destroyForcibly();
        assertEquals(holder, waiting.get(60, TimeUnit.SECONDS));
        assertThrows(ExecutionException.class, holding::get);
        assertFalse(lock.isLocked());
    }

    @Test
    void aLockIsReleasedWhenTheAgentOfItsHolderIsKilled() throws Exception {
        var lock = ProcessLock.create();
        var pid = ProcessQueue.<Long>create();
        var holding = pool.submit(() -> {
            lock.lock();
            pid.put(ProcessHandle.current().pid());
            Thread.sleep(100_000);
        });
        var holder = ProcessHandle.of(pid.take()).orElseThrow();
        holder.parent().orElseThrow().destroyForcibly();
        assertTrue(lock.tryLock(Duration.ofSeconds(60)));
        assertEquals(holder.pid(), lock.abandonedBy().orElseThrow());
        lock.unlock();
        assertThrows(ExecutionException.class, holding::get);
    }

    @Test
    void aWorkerOnANodeThatEndsInGoodOrderBreaksNoBarrier() throws Exception {
        var barrier = ProcessBarrier.create(2);
        try (var other = ClusterPool.connect("local-nodes[1,1]")) {
            assertEquals(0, other.submit(() -> barrier.numberWaiting()).get());
        }
        assertFalse(barrier.isBroken());
    }

    @Test
    void aThousandElementsOfAQueueArriveInOrderBothWays() throws Exception {
        var there = ProcessQueue.<Integer>create();
        var back = ProcessQueue.<Integer>create(10);
        var sending = pool.submit(() -> {
            for (var i = 0; i < 1000; i++) {
                back.put(there.take() + 1);
            }
        });
        var feeding = new FutureTask<>(() -> {
            for (var i = 0; i < 1000; i++) {
                there.put(i);
            }
            return true;
        });
        new Thread(feeding, "feeding").start();
        for (var i = 0; i < 1000; i++) {
            assertEquals(i + 1, back.poll(Duration.ofSeconds(60)));
        }
        sending.get();
        assertTrue(feeding.get());
        assertTrue(there.isEmpty());
    }

    @Test
    void aQueueThatIsClosedIsClosedOnANodeToo() throws Exception {
        var queue = ProcessQueue.<String>create();
        pool.submit(() -> queue.put("before")).get();
        assertEquals(1, queue.size());
        queue.close();
        assertTrue(pool.submit(() -> queue.isClosed()).get());
        assertTrue(failure(() -> queue.offer("after")).contains("The queue is closed: it accepts no more elements"));
        assertEquals("before", pool.submit(() -> queue.take()).get());
        assertTrue(
                failure(() -> queue.take()).contains("The queue is closed, and all of its elements have been taken"));
    }

    @Test
    void anElementThatWasTakenByAKilledWorkerIsKnownToBeLost() throws Exception {
        var queue = ProcessQueue.<String>create();
        queue.put("one");
        var taken = ProcessQueue.<Long>create();
        var task = pool.submit(() -> {
            queue.take();
            taken.put(ProcessHandle.current().pid());
            Thread.sleep(100_000);
        });
        ProcessHandle.of(taken.take()).orElseThrow().destroyForcibly();
        assertThrows(ExecutionException.class, task::get);
        var lost = assertThrows(IllegalStateException.class, queue::join);
        assertTrue(String.valueOf(lost.getMessage()).contains("has ended without calling taskDone()"));
    }

    @Test
    void aSemaphoreLimitsLocalProcessesAndNodesTogether() throws Exception {
        var permits = ProcessSemaphore.createBounded(2);
        assertEquals(2, pool.submit(() -> permits.availablePermits()).get());
        assertTrue(failure(() -> {
                    permits.release();
                    return 0;
                })
                .contains("A semaphore of at most 2 permits"));
        permits.acquire(2);
        assertEquals(
                List.of(false, false),
                pool.submit(() -> List.of(permits.tryAcquire(), permits.tryAcquire(Duration.ofMillis(50))))
                        .get());
        var waiting = pool.submit(() -> permits.acquire());
        assertThrows(TimeoutException.class, () -> waiting.get(300, TimeUnit.MILLISECONDS));
        permits.release();
        waiting.get(60, TimeUnit.SECONDS);
        assertEquals(0, permits.availablePermits());
        pool.submit(() -> permits.release()).get();
        assertEquals(1, permits.availablePermits());
    }

    @Test
    void anEventThatANodeSetsIsSetBeforeItsTaskHasReturned() throws Exception {
        for (var i = 0; i < 50; i++) {
            var event = ProcessEvent.create();
            pool.submit(() -> event.set()).get();
            assertTrue(event.isSet());
            pool.submit(() -> event.clear()).get();
            assertFalse(event.isSet());
        }
    }

    @Test
    void anEventWakesThoseWhoWaitOnNodes() throws Exception {
        var event = ProcessEvent.create();
        var ready = ProcessSemaphore.create(0);
        var waiting = List.of(1, 2).stream()
                .map(number -> pool.submit(() -> {
                    ready.release();
                    event.await();
                    return number;
                }))
                .toList();
        ready.acquire(2);
        event.set();
        assertEquals(1, waiting.get(0).get());
        assertEquals(2, waiting.get(1).get());
        assertFalse(pool.submit(() -> {
                    event.clear();
                    return event.await(Duration.ofMillis(20));
                })
                .get());
    }

    @Test
    void aBarrierHoldsLocalProcessesAndNodesUntilAllHaveArrived() throws Exception {
        var barrier = ProcessBarrier.create(4);
        RemoteCallable<Integer> arrive = () -> barrier.await();
        try (var local = new ProcessPool(1)) {
            var first = List.of(local.submit(arrive), pool.submit(arrive), pool.submit(arrive));
            var orders = new TreeSet<Integer>();
            orders.add(barrier.await());
            for (var each : first) {
                orders.add(each.get());
            }
            assertEquals(Set.of(0, 1, 2, 3), orders);
        }
    }

    @Test
    void aConditionIsSignalledFromANodeAndToOne() throws Exception {
        var lock = ProcessLock.create();
        var condition = lock.newCondition();
        lock.lock();
        var signalling = pool.submit(() -> {
            try (var held = lock.hold()) {
                condition.signal();
            }
        });
        assertTrue(condition.await(Duration.ofSeconds(60)));
        lock.unlock();
        signalling.get();
        var waits = ProcessEvent.create();
        var waiting = pool.submit(() -> {
            try (var held = lock.hold()) {
                waits.set();
                return condition.await(Duration.ofSeconds(60));
            }
        });
        waits.await();
        lock.lock();
        condition.signalAll();
        lock.unlock();
        assertTrue(waiting.get());
    }

    @Test
    void aPipeCarriesValuesBothWaysAndItsEndToANode() throws Exception {
        var pipe = Pipe.<Object>open();
        var large = new byte[3_000_000];
        large[2_999_999] = 7;
        var echo = pool.submit(() -> {
            try (var mine = pipe.second()) {
                mine.send(mine.receive());
                mine.send(mine.receive());
            }
        });
        pipe.first().send("hello");
        assertEquals("hello", pipe.first().receive());
        pipe.first().send(large);
        assertArrayEquals(large, (byte[]) pipe.first().receive());
        assertThrows(EOFException.class, () -> pipe.first().receive());
        echo.get();
        pipe.close();
    }

    @Test
    void aPipeBetweenTwoNodesEndsOnOneWhenTheOtherClosesIt() throws Exception {
        var pipe = Pipe.<Integer>open();
        var reading = pool.submit(() -> {
            var sum = 0;
            try (var mine = pipe.first()) {
                while (true) {
                    sum += Objects.requireNonNull(mine.receive());
                }
            } catch (EOFException e) {
                return sum;
            }
        });
        pool.submit(() -> {
                    try (var mine = pipe.second()) {
                        for (var i = 1; i <= 100; i++) {
                            mine.send(i);
                        }
                    }
                })
                .get();
        assertEquals(5050, reading.get(60, TimeUnit.SECONDS));
    }

    @Test
    void aPipeEndsWhenTheWorkerOnTheNodeIsKilled() throws Exception {
        var pipe = Pipe.<Long>open();
        var task = pool.submit(() -> {
            pipe.second().send(ProcessHandle.current().pid());
            Thread.sleep(100_000);
        });
        ProcessHandle.of(Objects.requireNonNull(pipe.first().receive()))
                .orElseThrow()
                .destroyForcibly();
        assertThrows(EOFException.class, () -> pipe.first().receive());
        assertThrows(ExecutionException.class, task::get);
        pipe.close();
    }

    @Test
    void aManagersObjectsAreChangedByNodes() throws Exception {
        try (var manager = Manager.start()) {
            var squares = manager.<Integer, Integer>map();
            pool.map(
                    number -> {
                        squares.put(number, number * number);
                        return 0;
                    },
                    List.of(1, 2, 3));
            assertEquals(Map.of(1, 1, 2, 4, 3, 9), new HashMap<>(squares));
        }
    }

    @Test
    void anObjectThatALocalWorkerCreatedIsReachedFromANode() throws Exception {
        try (var local = new ProcessPool(1)) {
            var queue = local.submit(() -> ProcessQueue.<String>create()).get();
            pool.submit(() -> queue.put("from the node")).get();
            assertEquals("from the node", local.submit(() -> queue.take()).get());
        }
    }

    @Test
    void sharedMemoryInAnElementOfAQueueIsRefusedOnTheNode() {
        var queue = ProcessQueue.<Object>create();
        var told = failure(() -> queue.offer(SharedInt.create(1)));
        assertTrue(told.contains("SharedInt: memory of this machine, node"), told);
    }

    @Test
    void sharedMemoryThatTheProgramPutsIntoAQueueFailsAtATakerOnANode() throws Exception {
        var queue = ProcessQueue.<Object>create();
        queue.put(SharedInt.create(1));
        var told = failure(() -> queue.take().toString());
        assertTrue(
                told.contains("Shared memory of the program's machine was sent to this process, which is on another"
                        + " machine: memory is shared within one machine only."),
                told);
    }

    @Test
    void processesThatATaskStartsOnItsNodeAreToldThatTheyDoNotReachTheProgram() {
        var lock = ProcessLock.create();
        var told = failure(() -> {
            try (var inner = new ProcessPool(1)) {
                return inner.submit(() -> lock.tryLock()).get();
            }
        });
        assertTrue(told.contains("it is on the program's machine, and this process, on this machine, node"), told);
    }
}
