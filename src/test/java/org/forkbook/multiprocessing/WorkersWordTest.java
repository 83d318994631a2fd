package org.forkbook.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Point;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectStreamConstants;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Calendar;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Random;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.BadAttributeValueExpException;
import javax.swing.event.EventListenerList;
import javax.xml.transform.TransformerException;
import org.forkbook.multiprocessing.connection.Client;
import org.forkbook.multiprocessing.connection.Connection;
import org.forkbook.multiprocessing.connection.Listener;
import org.forkbook.multiprocessing.pool.ProcessPool;
import org.forkbook.multiprocessing.queue.ProcessQueue;
import org.forkbook.worker.agent.FrameForger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a worker says can't make its parent run code that the parent did not send, nor end it, nor keep it waiting. */
@Timeout(300)
class WorkersWordTest {

    @AutoClose
    private final ProcessPool pool = new ProcessPool(1);

    @TempDir
    Path folder = Path.of("");

    private static String message(Throwable e) {
        return String.valueOf(e.getMessage());
    }

    private void assertThePoolGoesOn() {
        assertEquals(42, pool.apply(() -> 42));
    }

    @Test
    void aClassThatAWorkerSendsAlongIsNeitherDefinedNorRun() {
        byte[] evil = FrameForger.evilClass();
        var marker = folder.resolve("the parent ran it").toString();
        var e = assertThrows(
                RemoteException.class,
                () -> pool.apply(() -> {
                    FrameForger.answerWithAClass(evil, marker);
                    return 1;
                }));
        assertTrue(message(e).contains("evil.Payload, which this process has not sent"), message(e));
        assertFalse(Files.exists(Path.of(marker)));
        assertThrows(ClassNotFoundException.class, () -> Class.forName("evil.Payload"));
        assertThePoolGoesOn();
    }

    @Test
    void aClassThatComesThroughAQueueIsNotDefinedEither() throws Exception {
        byte[] evil = FrameForger.evilClass();
        var marker = folder.resolve("the parent ran it").toString();
        try (var listener = Listener.open(0, evil);
                var queue = ProcessQueue.<Object>create()) {
            int port = listener.port();
            // The worker gets an object of that class from one who knows a key, which is how it may get code.
            var given = pool.submit(() -> {
                try (Connection<Object> line = Client.connect("127.0.0.1", port, evil)) {
                    queue.put(Objects.requireNonNull(line.receive()));
                }
            });
            try (Connection<Object> line = listener.accept()) {
                var loader = new ClassLoader(getClass().getClassLoader()) {
                    Class<?> define() {
                        return defineClass("evil.Payload", evil, 0, evil.length);
                    }
                };
                var frontend = Frontend.current();
                Frontend.install(new OtherClasses(frontend, type -> type.getClassLoader() == loader ? evil : null));
                try {
                    line.send(loader.define().getConstructor(String.class).newInstance(marker));
                } finally {
                    Frontend.install(frontend);
                }
                given.get();
            }
            Files.delete(Path.of(marker)); // The worker, which took it from its peer, has made it.
            var e = assertThrows(IllegalStateException.class, queue::take);
            assertTrue(message(e).contains("evil.Payload"), message(e));
            assertFalse(Files.exists(Path.of(marker)));
        }
    }

    @Test
    void typesThatRunCodeWhenTheyAreReadAreRefusedByName() {
        for (RemoteCallable<Object> bad : List.<RemoteCallable<Object>>of(
                () -> new BadAttributeValueExpException("x"),
                EventListenerList::new,
                () -> new javax.swing.DefaultListModel<String>(),
                () -> new HashMap<Object, Object>(Map.of("deep", List.of(new EventListenerList()))),
                () -> new EventListenerList[1])) {
            var e = assertThrows(RemoteException.class, () -> pool.apply(bad));
            assertTrue(message(e).contains("aren't accepted from a worker process"), message(e));
            assertTrue(message(e).contains("javax."), message(e));
        }
        assertThePoolGoesOn();
    }

    enum Shape {
        ROUND,
        SQUARE
    }

    record Own(String name, List<int[]> numbers, List<Shape> shapes) implements Serializable {}

    static final class OwnException extends Exception {
        private static final long serialVersionUID = 1L;
        private final Shape shape;

        OwnException(Shape shape, Throwable cause) {
            super("own", cause);
            this.shape = shape;
        }
    }

    @Test
    void theProgramsOwnTypesAndTheJdksValuesComeBack() throws Exception {
        var own = pool.apply(() -> new Own("n", List.of(new int[] {1, 2}), List.of(Shape.SQUARE)));
        assertArrayEquals(new int[] {1, 2}, own.numbers().get(0));
        assertEquals(List.of(Shape.SQUARE), own.shapes());
        assertEquals(
                3,
                pool.apply(() -> (RemoteFunction<Integer, Integer>) x -> x + 1).apply(2));
        for (Object value : values()) {
            Object back = pool.apply((RemoteCallable<Object>) () -> value);
            assertEquals(value.getClass(), back.getClass());
            if (!(value instanceof Random || value instanceof AtomicInteger || value instanceof PriorityQueue)) {
                assertEquals(value, back);
            }
        }
        var e = assertThrows(
                OwnException.class,
                () -> pool.apply((RemoteCallable<Object>) () -> {
                    throw new OwnException(Shape.ROUND, new TransformerException("javax"));
                }));
        assertEquals(Shape.ROUND, e.shape);
        assertInstanceOf(TransformerException.class, e.getCause());
    }

    private static List<Object> values() throws IOException {
        var shapes = new EnumMap<Shape, Integer>(Map.of(Shape.ROUND, 1));
        var all = new ArrayList<Object>(List.of(
                new BigDecimal("1.50"),
                BigInteger.TEN.pow(50),
                InetAddress.getLoopbackAddress(),
                URI.create("http://x/"),
                new File("/tmp/x"),
                new Timestamp(1),
                Duration.ofDays(3),
                LocalDate.EPOCH,
                ZonedDateTime.of(LocalDate.EPOCH.atStartOfDay(), ZoneId.of("Europe/Berlin")),
                BitSet.valueOf(new long[] {5}),
                Calendar.getInstance(TimeZone.getTimeZone("Europe/Paris")),
                TimeZone.getTimeZone("Asia/Tokyo"),
                shapes,
                new HashMap<>(Map.of("a", List.of(1, 2))),
                new LinkedHashSet<>(List.of(3, 1, 2)),
                new TreeMap<>(Map.of("z", 1, "y", 2)),
                new ConcurrentHashMap<>(Map.of("k", "v")),
                new CopyOnWriteArrayList<>(List.of("w")),
                List.of(Optional.of("maybe")),
                Locale.CANADA_FRENCH,
                UUID.randomUUID(),
                new Properties(),
                new Random(1),
                new AtomicInteger(5),
                new PriorityQueue<>(List.of(3, 1, 2)),
                new Color(1, 2, 3),
                new Point(1, 2),
                String.class,
                Shape.SQUARE));
        all.add(new HashMap<Object, Object>(1000));
        all.add(new ArrayList<Object>(new ArrayDeque<>(List.of(1, 2, 3))));
        return all;
    }

    @Test
    void anArrayThatIsAnnouncedLargerThanWhatComesIsRefused() throws Exception {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeShort(ObjectStreamConstants.STREAM_MAGIC);
        out.writeShort(ObjectStreamConstants.STREAM_VERSION);
        out.writeByte(ObjectStreamConstants.TC_ARRAY);
        out.writeByte(ObjectStreamConstants.TC_CLASSDESC);
        out.writeUTF("[J");
        out.writeLong(0x782004b512b17593L);
        out.writeByte(ObjectStreamConstants.SC_SERIALIZABLE);
        out.writeShort(0);
        out.writeByte(ObjectStreamConstants.TC_ENDBLOCKDATA);
        out.writeByte(ObjectStreamConstants.TC_NULL);
        out.writeInt(Integer.MAX_VALUE - 8);
        byte[] forged = bytes.toByteArray();
        var e = assertThrows(
                RemoteException.class,
                () -> pool.apply(() -> {
                    FrameForger.answer(forged);
                    return 1;
                }));
        assertTrue(message(e).contains("REJECTED"), message(e));
        assertThePoolGoesOn();
    }

    @Test
    void garbageInPlaceOfAResultFailsItsTaskOnly() {
        var random = new Random(11);
        for (int round = 0; round < 40; round++) {
            byte[] garbage = new byte[random.nextInt(60)];
            random.nextBytes(garbage);
            if (round % 2 == 0 && garbage.length > 4) {
                garbage[0] = (byte) 0xac; // As an object stream begins.
                garbage[1] = (byte) 0xed;
                garbage[2] = 0;
                garbage[3] = 5;
            }
            assertThrows(
                    RemoteException.class,
                    () -> pool.apply(() -> {
                        FrameForger.answer(garbage);
                        return 1;
                    }));
        }
        assertThePoolGoesOn();
    }

    @Test
    void fewerResultsThanCallsFailTheTaskInsteadOfKeepingItWaiting() {
        var e = assertThrows(
                RemoteException.class,
                () -> pool.map(
                        (RemoteFunction<Integer, Integer>) x -> {
                            FrameForger.answerWithNothing();
                            return x;
                        },
                        List.of(1, 2)));
        assertTrue(message(e).contains("0 results came"), message(e));
        assertThePoolGoesOn();
    }

    @Test
    void anAnswerForATaskThatIsNotTheWorkersIsLeftAlone() throws Exception {
        assertEquals(
                "its own",
                pool.submit(() -> {
                            for (long task = 0; task < 100; task++) {
                                if (task != 1) {
                                    FrameForger.answerForAnother(1000 + task);
                                }
                            }
                            return "its own";
                        })
                        .get(120, TimeUnit.SECONDS));
    }

    @Test
    void whatIsNoFrameEndsTheWorkerAndFailsItsTaskByName() {
        for (byte[] bytes : List.of(
                new byte[100],
                "GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                new byte[] {0x46, 0x4B, 0x42, 0x31, 0x7f, -1, -1, -1, 0, 0, 0, 0})) {
            assertThrows(
                    WorkerDiedException.class,
                    () -> pool.apply(() -> {
                        FrameForger.sendRaw(bytes);
                        Thread.sleep(100_000);
                    }));
            assertThePoolGoesOn();
        }
    }

    @Test
    void aWorkerThatGivesOrdersIsEnded() {
        assertThrows(
                WorkerDiedException.class,
                () -> pool.apply(() -> {
                    FrameForger.giveOrders();
                    Thread.sleep(100_000);
                }));
        assertThePoolGoesOn();
    }

    /** A frontend whose classes come from somewhere else. */
    private record OtherClasses(Frontend before, org.forkbook.serialization.analysis.ClassSource classes)
            implements Frontend {
        @Override
        public Output output() {
            return before.output();
        }
    }
}
