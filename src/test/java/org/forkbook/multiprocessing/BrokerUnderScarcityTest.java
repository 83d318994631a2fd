package org.forkbook.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.forkbook.broker.Broker;
import org.forkbook.broker.BrokerClients;
import org.forkbook.multiprocessing.connection.Pipe;
import org.forkbook.multiprocessing.errors.SharedMemoryException;
import org.forkbook.multiprocessing.locks.ProcessLock;
import org.forkbook.multiprocessing.queue.ProcessQueue;
import org.forkbook.multiprocessing.shared.SharedInt;
import org.forkbook.multiprocessing.shared.SharedMemory;
import org.forkbook.shm.CacheLine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that have no memory, no shared memory or no descriptors left, at both sides of a broker: the request that needs some
 * fails by name, nobody waits for ever, nothing is lost, and what is free again is used again.
 */
@Timeout(300)
@SuppressWarnings("LockNotBeforeTry") // A test that fails ends with its locks.
class BrokerUnderScarcityTest {

    private static List<String> withDescriptors(int most) {
        return List.of("sh", "-c", "ulimit -n " + most + "; exec \"$@\"", "sh");
    }

    private static List<String> withSharedMemory(String size, String folder) {
        return List.of(
                "unshare", "-m", "sh", "-c", "mount -t tmpfs -o size=" + size + " tmpfs \"$0\" && exec \"$@\"", folder);
    }

    /** Loads the library's classes, each of which takes a descriptor where they are files. */
    private static void loadClasses() throws Exception {
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            var classes = Path.of(entry);
            if (Files.isDirectory(classes)) {
                try (var files = Files.walk(classes.resolve("org/forkbook"))) {
                    for (var file : files.filter(path -> path.toString()
                                    .matches(".*/(broker|shm|transport|service|multiprocessing)/.*class"))
                            .toList()) {
                        var name = classes.relativize(file).toString().replace('/', '.');
                        Class.forName(
                                name.substring(0, name.length() - ".class".length()),
                                false,
                                Child.class.getClassLoader());
                    }
                }
            }
        }
    }

    /** All of the process's descriptors, once nothing else gives any back. */
    private static final class Descriptors {
        private static final int QUIET_LOOKS = 50;

        private final List<FileInputStream> taken = new ArrayList<>();

        static Descriptors all() {
            var all = new Descriptors();
            for (int quiet = 0; quiet < QUIET_LOOKS; quiet++) {
                if (all.take()) {
                    quiet = 0;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
            return all;
        }

        private boolean take() {
            boolean some = false;
            while (true) {
                try {
                    taken.add(new FileInputStream("/dev/null"));
                    some = true;
                } catch (IOException e) {
                    return some;
                }
            }
        }

        void giveBack() throws IOException {
            for (var file : taken) {
                file.close();
            }
        }
    }

    /** What a task comes to, in one line. */
    private static String outcome(Child.Task task) {
        try {
            task.run();
            return "done";
        } catch (Exception | Error e) {
            return (e.getClass().getSimpleName() + ": " + e.getMessage()).replace('\n', ' ');
        }
    }

    private static void assertContains(String part, @Nullable String line) {
        assertTrue(line != null && line.contains(part), line);
    }

    @Test
    void aFullFolderForSharedMemoryFailsItsClientAndTheBrokerGoesOn(@TempDir Path temp) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount");
        var folder = temp.toString();
        try (var owner = Child.startUnder(
                withSharedMemory("256k", folder),
                () -> {
                    var lock = ProcessLock.create();
                    var cells = new ArrayList<CacheLine>();
                    var filler = Path.of(folder, "filler");
                    try (var file = Files.newOutputStream(filler)) {
                        while (true) {
                            file.write(new byte[1024]);
                        }
                    } catch (IOException e) {
                        Child.say("full");
                    }
                    Child.say(outcome(() -> {
                        while (true) {
                            cells.add(CacheLine.allocate());
                        }
                    }));
                    Child.Task use = () -> {
                        Child.say(outcome(() -> {
                            try (var held = lock.hold()) {
                                Child.say("inside");
                            }
                        }));
                    };
                    try (var child = Child.start(use)) {
                        Child.say(child.line());
                    }
                    Files.delete(filler);
                    try (var child = Child.start(use)) {
                        Child.say(child.line());
                        Child.say(child.line());
                    }
                    Child.say(cells.isEmpty());
                },
                "-Dforkbook.memory.folder=" + folder)) {
            assertEquals("full", owner.line());
            assertContains("--shm-size", owner.line());
            var refused = String.valueOf(owner.line());
            assertContains("SharedMemoryException", refused);
            assertContains("can't share its objects with process", refused);
            assertEquals("inside", owner.line());
            assertEquals("done", owner.line());
            assertEquals("false", owner.line());
        }
    }

    @Test
    void anOwnerWithoutDescriptorsTurnsAwayByNameWhoComesAndLetsInWhoComesLater() throws Exception {
        var where = Pass.open();
        var wherePipe = Pass.open();
        try (var owner = Child.startUnder(withDescriptors(256), () -> {
            loadClasses();
            var lock = ProcessLock.create();
            var pipe = Pipe.<String>open();
            where.send(lock);
            wherePipe.send(pipe);
            var all = Descriptors.all();
            Child.say("used up");
            Child.hear();
            all.giveBack();
            Child.say("free");
            Child.say(String.valueOf(pipe.first().receive()));
        })) {
            assertEquals("used up", owner.line());
            try (var child = Child.start(() -> {
                var lock = (ProcessLock) where.receive();
                Child.say(outcome(lock::lock));
                Child.say(outcome(() -> ((Pipe<?>) wherePipe.receive()).second().poll(Duration.ZERO)));
            })) {
                assertContains("ulimit -n", child.line());
                assertContains("ulimit -n", child.line());
            }
            owner.tell();
            assertEquals("free", owner.line());
            try (var child = Child.start(() -> {
                @SuppressWarnings("unchecked")
                var pipe = (Pipe<String>) wherePipe.receive();
                var lock = (ProcessLock) where.receive();
                lock.lock();
                pipe.second().send("now it works");
                Child.say("sent");
            })) {
                assertEquals("sent", child.line());
                assertEquals("now it works", owner.line());
            }
        }
    }

    private static UUID segmentOfNextCell() {
        return CacheLine.allocate().reference().segment().id();
    }

    private static byte[] written(ProcessLock lock) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(lock);
        }
        return bytes.toByteArray();
    }

    private static ProcessLock read(byte[] written) throws IOException, ClassNotFoundException {
        return (ProcessLock) new ObjectInputStream(new ByteArrayInputStream(written)).readObject();
    }

    @Test
    void aProcessWithoutDescriptorsRemovesNobodysSocketAndIsToldWhatItLacks() throws Exception {
        SharedInt neighbour;
        byte[] written;
        UUID segment;
        do { // In one segment, so that the child needs no descriptor for it to read the lock.
            segment = segmentOfNextCell();
            neighbour = SharedInt.create(0);
            written = written(ProcessLock.create());
        } while (!segment.equals(segmentOfNextCell()));
        var number = neighbour;
        var bytes = written;
        var queue = ProcessQueue.<String>create();
        var socket = Path.of(Broker.own().address().socket());
        try (var child = Child.startUnder(withDescriptors(256), () -> {
            loadClasses();
            Child.say(outcome(Pipe::open)); // Needs no descriptors, and makes what is shared ready for use.
            var all = Descriptors.all();
            var lock = read(bytes); // Its maker can't be told that it has arrived, until it is used.
            var first = outcome(lock::lock);
            var second = outcome(ProcessLock::create);
            all.giveBack();
            Child.say(first);
            Child.say(second);
            Child.say(outcome(lock::lock));
            Child.say(outcome(ProcessLock::create));
            number.set(1);
        })) {
            assertEquals("done", child.line());
            assertContains("ulimit -n", child.line());
            assertTrue(Files.exists(socket), "the socket of its live parent");
            assertContains("ulimit -n", child.line());
            assertEquals("done", child.line());
            assertEquals("done", child.line());
        }
        try (var child = Child.start(() -> queue.put("still there"))) {
            assertEquals("still there", queue.poll(Duration.ofMinutes(2)));
            assertEquals(0, child.join());
        }
    }

    @Test
    void anElementLargerThanTheTakersHeapStaysInTheQueueAndItsLocksStayItsOwn() throws Exception {
        var queue = ProcessQueue.<byte[]>create();
        var lock = ProcessLock.create();
        queue.put(new byte[100 << 20]);
        queue.put(new byte[] {7});
        try (var child = Child.start(
                () -> {
                    lock.lock();
                    Child.say(outcome(queue::take));
                    Child.say(outcome(queue::take));
                    Child.hear();
                    lock.unlock();
                    Child.say(queue.take().length);
                },
                "-Xmx48m")) {
            var refused = String.valueOf(child.line());
            assertContains("IllegalStateException", refused);
            assertContains("doesn't fit", refused);
            assertFalse(refused.contains("has ended"), refused);
            assertContains("doesn't fit", child.line());
            assertFalse(lock.tryLock(), "the child is inside");
            var first = queue.take();
            if (first.length == 1) { // The large one was still on its way back.
                assertEquals(100 << 20, queue.take().length);
                queue.put(first);
            } else {
                assertEquals(100 << 20, first.length);
            }
            child.tell();
            assertEquals("1", child.line());
            lock.lock();
            assertFalse(lock.previousHolderDied());
            lock.unlock();
        }
    }

    @Test
    void anElementThatFitsAsBytesButNotAsAnObjectGoesBackToo() throws Exception {
        var queue = ProcessQueue.<byte[]>create();
        queue.put(new byte[28 << 20]);
        queue.put(new byte[] {7});
        try (var child = Child.start(() -> Child.say(outcome(queue::take)), "-Xmx48m")) {
            assertContains("doesn't fit", child.line());
            assertEquals(0, child.join());
        }
        assertEquals(28 << 20, queue.take().length);
        assertEquals(1, queue.take().length);
    }

    @Test
    void anElementLargerThanTheOwnersHeapIsRefusedAndTheOwnerGoesOn() throws Exception {
        var where = Pass.open();
        try (var owner = Child.start(
                () -> {
                    var queue = ProcessQueue.<byte[]>create();
                    where.send(queue);
                    Child.say("made");
                    Child.say(queue.take().length);
                },
                "-Xmx48m")) {
            assertEquals("made", owner.line());
            @SuppressWarnings("unchecked")
            var queue = (ProcessQueue<byte[]>) where.receive();
            var refused = assertThrows(IllegalStateException.class, () -> queue.put(new byte[100 << 20]));
            assertContains("doesn't fit", String.valueOf(refused.getMessage()));
            queue.put(new byte[5]);
            assertEquals("5", owner.line());
        }
    }

    @Test
    void aValueTooLargeForTheReceiverOfAPipeIsPassedOverAndTheNextOneComes() throws Exception {
        var pipe = Pipe.<byte[]>open();
        try (var child = Child.start(
                () -> {
                    Child.say(outcome(pipe.second()::receive));
                    Child.say(Objects.requireNonNull(pipe.second().receive()).length);
                },
                "-Xmx48m")) {
            pipe.first().send(new byte[100 << 20]);
            pipe.first().send(new byte[3]);
            assertContains("doesn't fit", child.line());
            assertEquals("3", child.line());
        }
    }

    @Test
    void aPipeBetweenTwoWorkersCarriesWhatIsLargerThanTheHeapBetweenThem() throws Exception {
        var where = Pass.open();
        try (var owner = Child.start(
                () -> {
                    var pipe = Pipe.<byte[]>open();
                    where.send(pipe);
                    Child.say("made");
                    Child.hear();
                },
                "-Xmx48m")) {
            assertEquals("made", owner.line());
            @SuppressWarnings("unchecked")
            var pipe = (Pipe<byte[]>) where.receive();
            try (var child = Child.start(() -> {
                @SuppressWarnings("unchecked")
                var its = (Pipe<byte[]>) where.receive();
                its.second().send(new byte[60 << 20]);
                Child.say("sent");
            })) {
                assertEquals(60 << 20, Objects.requireNonNull(pipe.first().receive()).length);
                assertEquals("sent", child.line());
            }
        }
    }

    @Test
    void whenABrokerIsBrokenForGoodAllWhoWaitAreToldByName() throws Exception {
        var where = Pass.open();
        try (var owner = Child.start(() -> {
            var queue = ProcessQueue.<Integer>create();
            where.send(queue);
            var waiting = CompletableFuture.supplyAsync(() -> outcome(queue::take));
            Child.say("made");
            Child.hear();
            var acceptor = field(Broker.own(), "acceptor");
            ((Selector) field(acceptor, "selector")).close();
            Child.say(waiting.get(120, TimeUnit.SECONDS));
            Child.say(outcome(queue::take));
        })) {
            assertEquals("made", owner.line());
            try (var child = Child.start(() -> {
                var queue = (ProcessQueue<?>) where.receive();
                Child.say(queue.size());
                Child.say(outcome(queue::take));
            })) {
                assertEquals("0", child.line());
                owner.tell();
                assertContains("can no longer serve", child.line());
            }
            assertContains("can no longer serve", owner.line());
            assertContains("can no longer serve", owner.line());
        }
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        var field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }

    @Test
    void aProcessThatWasCutOffIsToldWhyAndDoesNotReleaseALockThatIsAnothersNow() throws Exception {
        var lock = ProcessLock.create();
        var queue = ProcessQueue.<Integer>create();
        var address = Broker.own().address();
        var last = (Long) field(Broker.own(), "lastResource");
        try (var child = Child.start(() -> {
            lock.lock();
            queue.put(1);
            Child.hear();
            // What no version of this library says.
            outcome(() -> {
                for (long resource = last; resource > 0; resource--) {
                    BrokerClients.to(address).sendOneWay(resource, 99);
                }
            });
            Child.say(outcome(queue::take));
            Child.hear();
            Child.say(outcome(lock::unlock));
        })) {
            assertEquals(1, queue.take());
            child.tell();
            lock.lock();
            assertEquals(child.pid(), lock.abandonedBy().orElseThrow());
            assertContains("an invalid message", child.line());
            child.tell();
            assertContains("was taken from this process", child.line());
            assertTrue(lock.isLocked(), "ours");
            lock.unlock();
            assertFalse(lock.isLocked());
        }
    }

    @Test
    void sharedMemoryThatNobodyUsesAnyMoreIsThereForTheNextEveryTime(@TempDir Path folder) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount");
        try (var child = Child.startUnder(
                withSharedMemory("2m", folder.toString()),
                () -> {
                    for (var i = 0; i < 60; i++) {
                        SharedMemory.create(1 << 20).buffer().put(0, (byte) 1); // Forgotten at once.
                    }
                    Child.say("sixty times");
                    var most = assertThrows(SharedMemoryException.class, () -> SharedMemory.create(1 << 30));
                    Child.say(String.valueOf(most.getMessage()));
                },
                "-Dforkbook.memory.folder=" + folder)) {
            assertEquals("sixty times", child.line());
            assertContains("--shm-size", child.line());
        }
    }
}
