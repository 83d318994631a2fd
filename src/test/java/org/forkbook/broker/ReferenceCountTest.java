package org.forkbook.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.forkbook.multiprocessing.WorkerProcess;
import org.forkbook.multiprocessing.connection.Pipe;
import org.forkbook.multiprocessing.errors.OwnerProcessDiedException;
import org.forkbook.multiprocessing.locks.ProcessBarrier;
import org.forkbook.multiprocessing.locks.ProcessEvent;
import org.forkbook.multiprocessing.locks.ProcessLock;
import org.forkbook.multiprocessing.locks.ProcessSemaphore;
import org.forkbook.multiprocessing.pool.OnWorkerDeath;
import org.forkbook.multiprocessing.pool.ProcessPool;
import org.forkbook.multiprocessing.queue.ProcessQueue;
import org.forkbook.multiprocessing.shared.SharedByteArray;
import org.forkbook.multiprocessing.shared.SharedInt;
import org.forkbook.shm.CacheLine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How long what processes share stays in its maker's broker, with real workers and real garbage collectors. */
@Timeout(300)
class ReferenceCountTest {

    private static final int MANY = 50;

    /** What a worker keeps: in another process this is another variable. */
    private static @Nullable Object kept;

    private static @Nullable ProcessPool inner;

    @TempDir
    Path folder = Path.of("");

    /** Something that is captured, and whose content the one who captured it drops afterwards. */
    private static final class Box<T> implements Serializable {
        private static final long serialVersionUID = 1L;

        private @Nullable T content;

        Box(T content) {
            this.content = content;
        }

        T content() {
            var present = content;
            if (present == null) {
                throw new IllegalStateException("The box is empty");
            }
            return present;
        }

        @SuppressWarnings("NullAway") // It is cleared while it is known to be full.
        WeakReference<T> drop() {
            var reference = new WeakReference<T>(content);
            content = null;
            return reference;
        }
    }

    /** Those that are there and were not there before. */
    private static int more(Set<Long> before) {
        var numbers = new HashSet<>(Broker.own().numbers());
        numbers.removeAll(before);
        return numbers.size();
    }

    private static Set<Long> numbers() {
        return Broker.own().numbers();
    }

    @SuppressWarnings("SystemGc")
    private static void collect() {
        System.gc();
    }

    private static void collectUntil(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            collect();
            awaitABit(done);
        }
    }

    private static void collectInBothUntil(ProcessPool pool, BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            pool.apply(ReferenceCountTest::collect);
            collect();
            awaitABit(done);
        }
    }

    /** What a collection has found is told a moment later; another collection takes longer, in a process with many objects. */
    private static void awaitABit(BooleanSupplier done) {
        for (int i = 0; i < 100 && !done.getAsBoolean(); i++) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static WeakReference<ProcessLock> canary() {
        return new WeakReference<>(ProcessLock.create());
    }

    /** What is unreachable here has been collected, and the broker has been told, some times over. */
    private static void collectAll() {
        for (var i = 0; i < 3; i++) {
            var before = numbers();
            var canary = canary();
            collectUntil(() -> canary.get() == null && more(before) == 0);
        }
    }

    private static void collectAllInBoth(ProcessPool pool) {
        for (var i = 0; i < 3; i++) {
            var before = numbers();
            passOne(pool);
            collectInBothUntil(pool, () -> more(before) == 0);
        }
    }

    private static void passOne(ProcessPool pool) {
        var event = ProcessEvent.create();
        pool.apply(() -> event.set());
        assertTrue(event.isSet());
    }

    private static void useQueue(ProcessQueue<Integer> queue) throws InterruptedException {
        queue.put(1);
        assertEquals(1, queue.take());
    }

    private static void passOneOfEachKind(ProcessPool pool) throws Exception {
        var lock = ProcessLock.create();
        var condition = lock.newCondition();
        var semaphore = ProcessSemaphore.create(1);
        var event = ProcessEvent.create();
        var barrier = ProcessBarrier.create(1);
        var queue = ProcessQueue.<Integer>create();
        var pipe = Pipe.<Integer>open();
        pool.apply(() -> {
            try (var held = lock.hold()) {
                condition.signal();
            }
            semaphore.acquire();
            event.set();
            barrier.await();
            useQueue(queue);
            pipe.second().send(1);
            return 1;
        });
        assertTrue(event.isSet());
        assertEquals(1, pipe.first().receive());
        assertEquals(
                List.of(1, 2),
                pool.map(
                        n -> {
                            queue.put(n);
                            return queue.take();
                        },
                        List.of(1, 2)));
        assertEquals(
                List.of(1),
                pool.map(
                        some -> {
                            useQueue(some);
                            return 1;
                        },
                        List.of(queue)));
        assertEquals(List.of(1), pool.imap(some -> some.take(), filled(queue)).toList());
    }

    private static List<ProcessQueue<Integer>> filled(ProcessQueue<Integer> queue) throws InterruptedException {
        queue.put(1);
        return List.of(queue);
    }

    @Test
    void whatWasPassedToTasksGoesWhenBothSidesHaveDroppedIt() throws Exception {
        try (var pool = new ProcessPool(1)) {
            var before = numbers();
            for (var i = 0; i < MANY; i++) {
                passOneOfEachKind(pool);
            }
            collectInBothUntil(pool, () -> more(before) == 0);
        }
    }

    @Test
    void itsSharedMemoryIsUsedAgain() {
        try (var pool = new ProcessPool(1)) {
            passOne(pool);
            var slab = CacheLine.allocate().memory();
            for (var round = 0; round < 5; round++) {
                var before = numbers();
                for (var i = 0; i < 300; i++) {
                    passOne(pool);
                }
                collectInBothUntil(pool, () -> more(before) == 0);
                collectAll();
            }
            assertSame(slab, CacheLine.allocate().memory(), "1500 lines were taken from a slab of 1023");
        }
    }

    private static void passToBeKept(ProcessPool pool) {
        var queue = ProcessQueue.<Integer>create();
        pool.apply(() -> {
            kept = queue;
        });
    }

    @SuppressWarnings("unchecked")
    private static void useKept() throws InterruptedException {
        var queue = (ProcessQueue<Integer>) kept;
        assertNotNull(queue);
        useQueue(queue);
    }

    @Test
    void whatAWorkerKeepsStaysAfterItsMakerHasForgottenItAndGoesWhenTheWorkerIsKilled() {
        var before = numbers();
        try (var pool = new ProcessPool(1)) {
            passToBeKept(pool);
            collectAllInBoth(pool);
            assertEquals(1, more(before));
            pool.apply(() -> {
                useKept();
                return 1;
            });
            pool.apply(() -> {
                collect();
                useKept();
                return 1;
            });
            var pid = pool.workers().get(0).pid();
            assertTrue(ProcessHandle.of(pid).orElseThrow().destroyForcibly());
            collectUntil(() -> more(before) == 0);
        }
    }

    @Test
    void whatAWorkerGetsAgainAfterItDroppedItIsHeldStill() {
        var before = numbers();
        var queue = ProcessQueue.<Integer>create();
        try (var pool = new ProcessPool(1)) {
            for (var i = 0; i < MANY; i++) {
                pool.apply(() -> {
                    kept = queue;
                    useKept();
                    return 1;
                });
                pool.apply(() -> {
                    kept = null;
                    collect();
                });
            }
            pool.apply(() -> {
                kept = queue;
            });
            assertEquals(1, more(before));
            collectAllInBoth(pool);
            pool.apply(() -> {
                useKept();
                return 1;
            });
        }
        assertTrue(queue.isEmpty());
    }

    private static CompletableFuture<Integer> submitAndDrop(ProcessPool pool, Box<ProcessQueue<Integer>> box) {
        return pool.applyAsync(() -> {
            useQueue(box.content());
            return 7;
        });
    }

    @Test
    void whatWaitsInATaskWorksWhenTheTaskRunsAtLast() throws Exception {
        var go = ProcessEvent.create();
        var before = numbers();
        try (var pool = new ProcessPool(1)) {
            var first = pool.applyAsync(() -> go.await());
            var box = new Box<>(ProcessQueue.<Integer>create());
            var second = submitAndDrop(pool, box);
            var dropped = box.drop();
            collectAll();
            assertNotNull(dropped.get(), "the task that waits keeps it");
            go.set();
            first.get(120, TimeUnit.SECONDS);
            assertEquals(7, second.get(120, TimeUnit.SECONDS));
            collectInBothUntil(pool, () -> dropped.get() == null && more(before) == 0);
        }
    }

    @Test
    void aLargeSharedArrayThatWaitsInATaskIsThereWhenTheTaskRunsAtLast() throws Exception {
        var go = ProcessEvent.create();
        try (var pool = new ProcessPool(1)) {
            var first = pool.applyAsync(() -> go.await());
            var array = new Box<>(SharedByteArray.create(300 << 20));
            var number = new Box<>(SharedInt.create(3));
            array.content().set(7, (byte) 4);
            var second = pool.applyAsync(
                    () -> array.content().get(7) + number.content().get());
            var dropped = array.drop();
            number.drop();
            collectUntil(() -> dropped.get() == null);
            collectAll();
            go.set();
            first.get(120, TimeUnit.SECONDS);
            assertEquals(7, second.get(120, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatATaskHasIsThereForItsSecondAttemptAfterTheWorkersDeath() throws Exception {
        var go = ProcessEvent.create();
        var marker = folder.resolve("begun").toString();
        try (var pool =
                ProcessPool.builder().size(1).onWorkerDeath(OnWorkerDeath.RETRY).build()) {
            var box = new Box<>(ProcessQueue.<Integer>create());
            var result = pool.applyAsync(() -> {
                if (isFirst(marker)) {
                    go.await();
                    Runtime.getRuntime().halt(137);
                }
                useQueue(box.content());
                return 7;
            });
            box.drop();
            collectAll();
            go.set();
            assertEquals(7, result.get(120, TimeUnit.SECONDS));
        }
    }

    private static boolean isFirst(String marker) throws Exception {
        try {
            Files.createFile(Path.of(marker));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private static void passOn(ProcessQueue<Integer> queue) {
        var pool = new ProcessPool(1);
        inner = pool;
        pool.apply(() -> {
            kept = queue;
        });
    }

    private static ProcessPool inner() {
        var pool = inner;
        if (pool == null) {
            throw new IllegalStateException("no worker of its own");
        }
        return pool;
    }

    private static void passToBePassedOn(ProcessPool pool) {
        var queue = ProcessQueue.<Integer>create();
        pool.apply(() -> passOn(queue));
    }

    @Test
    void whatAWorkerPassesOnToItsOwnWorkerStaysAsLongAsThatHasIt() {
        var before = numbers();
        try (var pool = new ProcessPool(1)) {
            passToBePassedOn(pool);
            collectAllInBoth(pool);
            assertEquals(1, more(before));
            pool.apply(() -> inner().apply(() -> {
                useKept();
                return 1;
            }));
            pool.apply(() -> inner().apply(() -> {
                kept = null;
            }));
            collectUntil(() -> {
                pool.apply(() -> inner().apply(ReferenceCountTest::collect));
                return more(before) == 0;
            });
            pool.apply(() -> inner().close());
        }
    }

    private static void putIntoQueue(ProcessQueue<ProcessQueue<Integer>> carrier) throws InterruptedException {
        carrier.put(ProcessQueue.create());
    }

    @Test
    void whatWasPutIntoAQueueStaysForWhoTakesIt() throws Exception {
        var carrier = ProcessQueue.<ProcessQueue<Integer>>create();
        var before = numbers();
        putIntoQueue(carrier);
        collectAll();
        assertEquals(1, more(before));
        try (var pool = new ProcessPool(1)) {
            pool.apply(() -> {
                useQueue(carrier.take());
                return 1;
            });
        }
    }

    private static void putFromAWorker(ProcessPool pool, ProcessQueue<ProcessQueue<Integer>> carrier) {
        var queue = ProcessQueue.<Integer>create();
        pool.apply(() -> {
            carrier.put(queue);
            return 1;
        });
    }

    @Test
    void whatAWorkerPutsIntoAQueueStaysWhenTheWorkerHasEnded() throws Exception {
        var carrier = ProcessQueue.<ProcessQueue<Integer>>create();
        try (var pool = new ProcessPool(1)) {
            putFromAWorker(pool, carrier);
        }
        collectAll();
        useQueue(carrier.take());
    }

    private static WorkerProcess startAndDrop(ProcessEvent go) {
        var box = new Box<>(ProcessQueue.<Integer>create());
        var process = new WorkerProcess(() -> {
            go.await();
            useQueue(box.content());
        });
        process.start();
        assertNotNull(box.drop());
        return process;
    }

    @Test
    void whatAProcessGotStaysUntilItEnds() throws Exception {
        var go = ProcessEvent.create();
        var before = numbers();
        var process = startAndDrop(go);
        collectAll();
        assertEquals(1, more(before));
        go.set();
        process.join();
        assertEquals(0, process.exitCode().orElseThrow());
        collectUntil(() -> more(before) == 0);
    }

    private static long add() {
        return Broker.own().add(new SharedResource() {
            @Override
            protected void handle(ClientSession from, int call, int operation, ByteBuffer payload) {
                if (call != 0) {
                    from.answer(call, operation);
                }
            }

            @Override
            protected void cancel(ClientSession from, int call) {}

            @Override
            protected void clientClosed(ClientSession gone, boolean killed) {}
        });
    }

    private static boolean isThere(long number) {
        return Broker.own().numbers().contains(number);
    }

    @Test
    void aProcessThatGetsItAgainBeforeItSaysThatItHasDroppedItHoldsIt() {
        var number = add();
        var client = Broker.own().inProcessClient();
        client.hold(number);
        Broker.own().forget(number);
        client.claim(number);
        client.release(number);
        assertTrue(isThere(number));
        client.release(number);
        assertFalse(isThere(number));
        var refused = assertThrows(IllegalStateException.class, () -> client.claim(number));
        assertTrue(String.valueOf(refused.getMessage()).contains("no longer has it"), refused.getMessage());
    }

    @Test
    void whatAProcessHasSentAndTheBrokerHasNotReadYetCounts() {
        var number = add();
        var client = RemoteClient.connect(Broker.own().address());
        synchronized (Broker.own()) { // So that its thread reads nothing.
            client.hold(number);
            Broker.own().forget(number);
            assertTrue(isThere(number));
        }
        client.release(number);
        collectUntil(() -> !isThere(number));
        assertThrows(IllegalStateException.class, () -> client.call(number, 1).get());
        assertThrows(IllegalStateException.class, () -> client.claim(number));
    }

    @Test
    void whatAProcessHasBegunToSayCountsUntilItIsSaidOrTheProcessEnds() throws Exception {
        var number = add();
        try (var socket = new FramedSocket(RemoteClient.openSocket(Broker.own().address(), 0, 0))) {
            var welcome = socket.receiveWelcome();
            assertTrue(welcome.getInt() > 0);
            var shared = CacheLine.attach(PayloadCodec.takeLine(welcome));
            CacheLine.LONG.getAndAdd(shared.memory(), shared.offset() + Long.BYTES, 1L);
            Broker.own().forget(number);
            assertTrue(isThere(number));
        }
        collectUntil(() -> !isThere(number));
    }

    @Test
    void whatIsHeldByAProcessThatIsCutOffStays() {
        var number = add();
        var client = RemoteClient.connect(Broker.own().address());
        client.hold(number);
        Broker.own().forget(number);
        assertTrue(isThere(number));
        client.sendOneWay(number, ServerConnection.CANCEL); // Without the number of a question, that makes no sense.
        assertThrows(OwnerProcessDiedException.class, () -> client.claim(number));
        assertTrue(isThere(number), "it may be in use there, though its process can't be heard");
    }
}
