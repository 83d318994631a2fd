package org.forkbook.multiprocessing.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.forkbook.multiprocessing.Child;
import org.forkbook.multiprocessing.OpenFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class SharedNumbersTest {

    @Test
    void aLongCountsAsAnAtomicLongDoes() {
        var value = SharedLong.create(5);
        assertEquals(5, value.getAndIncrement());
        assertEquals(7, value.incrementAndGet());
        assertEquals(7, value.getAndDecrement());
        assertEquals(5, value.decrementAndGet());
        assertEquals(5, value.getAndAdd(10));
        assertEquals(20, value.addAndGet(5));
        assertEquals(20, value.getAndSet(3));
        assertTrue(value.compareAndSet(3, 4));
        assertFalse(value.compareAndSet(3, 5));
        assertEquals(4, value.getAndUpdate(v -> v * 2));
        assertEquals(16, value.updateAndGet(v -> v * 2));
        assertEquals(16, value.getAndAccumulate(20, Math::max));
        assertEquals(20, value.accumulateAndGet(7, Math::max));
        assertEquals("20", value.toString());
        assertEquals(20.0, value.doubleValue());
    }

    @Test
    void anIntAndADoubleDoTheSame() {
        var number = SharedInt.create(Integer.MAX_VALUE);
        assertEquals(Integer.MIN_VALUE, number.incrementAndGet());
        var real = SharedDouble.create(0.5);
        assertEquals(0.5, real.getAndAdd(0.25));
        assertEquals(1.0, real.addAndGet(0.25));
        assertTrue(real.compareAndSet(1.0, Double.NaN));
        assertTrue(real.compareAndSet(Double.NaN, 2.0));
        assertEquals(2, real.intValue());
        assertEquals(2.0, real.getAndSet(3));
        assertEquals(9.0, real.updateAndGet(v -> v * v));
    }

    @Test
    void aReferenceThatComesBackGivesTheVerySameObject() throws Exception {
        var value = SharedLong.create(1);
        assertSame(value, copy(value));
        var array = SharedIntArray.create(3);
        assertSame(array, copy(array));
        assertNotSame(value, copy(SharedLong.create(1)));
    }

    @Test
    void incrementsOfFourProcessesAllCount() throws Exception {
        var value = SharedLong.create(0);
        var real = SharedDouble.create(0);
        Child.Task task = () -> {
            for (var i = 0; i < 20_000; i++) {
                value.getAndIncrement();
                real.addAndGet(0.5);
            }
        };
        try (var a = Child.start(task);
                var b = Child.start(task);
                var c = Child.start(task)) {
            task.run();
            assertEquals(0, a.join() + b.join() + c.join());
        }
        assertEquals(80_000, value.get());
        assertEquals(40_000.0, real.get());
    }

    @Test
    void manySmallValuesShareFewFiles() {
        var values = new SharedLong[5000];
        var before = OpenFiles.count();
        for (var i = 0; i < values.length; i++) {
            values[i] = SharedLong.create(i);
        }
        assertTrue(OpenFiles.count() - before <= 6, "open files: " + (OpenFiles.count() - before));
        for (var i = 0; i < values.length; i++) {
            assertEquals(i, values[i].get());
        }
    }

    private static Object copy(Object value) throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    }
}
