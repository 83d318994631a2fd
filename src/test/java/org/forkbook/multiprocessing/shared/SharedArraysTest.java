package org.forkbook.multiprocessing.shared;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.forkbook.multiprocessing.Child;
import org.forkbook.multiprocessing.OpenFiles;
import org.forkbook.multiprocessing.Pass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class SharedArraysTest {

    @Test
    void anArrayIsReadAndWrittenByElementAndInBulk() {
        try (var array = SharedIntArray.copyOf(1, 2, 3)) {
            assertEquals(3, array.length());
            array.set(1, 20);
            assertEquals(20, array.getAndAdd(1, 2));
            assertEquals(23, array.incrementAndGet(1));
            assertArrayEquals(new int[] {1, 23, 3}, array.toArray());
            assertEquals(27, array.stream().sum());
            array.fill(7);
            assertEquals("[7, 7, 7]", array.toString());
            assertTrue(array.compareAndSet(0, 7, 8));
            assertFalse(array.compareAndSet(0, 7, 9));
        }
        try (var array = SharedDoubleArray.create(100_000)) {
            array.fill(0.5);
            assertEquals(50_000.0, array.stream().sum());
            assertEquals(1.5, array.addAndGet(99_999, 1));
        }
        try (var array = SharedLongArray.create(0)) {
            assertEquals("[]", array.toString());
            array.fill(1);
        }
    }

    @Test
    void aBytesNeighboursStayWhenItChanges() {
        try (var array = SharedByteArray.copyOf(new byte[] {1, -2, 3, 4, 5})) {
            assertEquals(-2, array.getAndAdd(1, 1));
            assertEquals(-1, array.get(1));
            assertTrue(array.compareAndSet(4, (byte) 5, (byte) -128));
            assertFalse(array.compareAndSet(4, (byte) 5, (byte) 0));
            assertEquals(-128, array.getAndSet(4, (byte) 9));
            assertArrayEquals(new byte[] {1, -1, 3, 4, 9}, array.toArray());
            assertEquals(-1, array.asBuffer().get(1));
        }
    }

    @Test
    void anIndexOutsideSaysWhichAndHowLong() {
        try (var array = SharedLongArray.create(4)) {
            var e = assertThrows(IndexOutOfBoundsException.class, () -> array.get(4));
            assertEquals("Index 4 is outside a shared array of length 4", e.getMessage());
            assertThrows(IndexOutOfBoundsException.class, () -> array.set(-1, 0));
            assertThrows(IndexOutOfBoundsException.class, () -> array.read(2, new long[3]));
        }
    }

    @Test
    void aClosedArraySaysSo() {
        var array = SharedLongArray.create(4);
        array.close();
        array.close();
        assertThrows(IllegalStateException.class, () -> array.get(0));
        assertThrows(IllegalStateException.class, () -> array.read(0, new long[1]));
        assertThrows(IllegalStateException.class, () -> Child.start(() -> array.get(0)));
    }

    @Test
    void moreThanTwoGibibytesIsRefusedWithTheReason() {
        var e = assertThrows(IllegalArgumentException.class, () -> SharedDoubleArray.create(1 << 28));
        assertTrue(String.valueOf(e.getMessage()).contains("2 GiB"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> SharedDoubleArray.create(-1));
    }

    @Test
    void processesFillOneArrayTogether() throws Exception {
        try (var array = SharedIntArray.create(3000)) {
            var children = IntStream.range(0, 3)
                    .mapToObj(part -> start(() -> {
                        for (var i = part; i < array.length(); i += 3) {
                            array.set(i, i);
                        }
                    }))
                    .toList();
            for (var child : children) {
                assertEquals(0, child.join());
            }
            assertArrayEquals(IntStream.range(0, 3000).toArray(), array.toArray());
        }
    }

    @Test
    void bytesCountedByTwoProcessesAreNotLost() throws Exception {
        try (var array = SharedByteArray.create(4)) {
            Child.Task task = () -> {
                for (var i = 0; i < 10_000; i++) {
                    array.getAndAdd(i % 4, 1);
                }
            };
            try (var child = Child.start(task)) {
                task.run();
                assertEquals(0, child.join());
            }
            var each = (byte) (5000 % 256);
            assertArrayEquals(new byte[] {each, each, each, each}, array.toArray());
        }
    }

    @Test
    void anArrayOutlivesTheProcessThatMadeIt() throws Exception {
        var back = Pass.open();
        try (var maker = Child.start(() -> {
            var made = SharedIntArray.copyOf(1, 2, 3);
            back.send(made);
            Child.say("made");
            Child.hear();
        })) {
            assertEquals("made", maker.line());
            var array = (SharedIntArray) back.receive();
            maker.kill();
            assertArrayEquals(new int[] {1, 2, 3}, array.toArray());
            try (var next = Child.start(() -> Child.say(array.incrementAndGet(0)))) {
                assertEquals("2", next.line());
            }
            array.close();
            assertEquals(List.of(), OpenFiles.inSharedMemory("forkbook-" + maker.pid() + "-"));
        }
    }

    private static Child start(Child.Task task) {
        try {
            return Child.start(task);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
