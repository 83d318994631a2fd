package org.forkbook.serialization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SimpleValuesTest {

    private static Object[] thereAndBack(Object... values) throws IOException {
        var bytes = Objects.requireNonNull(SimpleValues.write(values));
        assertTrue(SimpleValues.isSimple(bytes));
        return (Object[]) Objects.requireNonNull(SimpleValues.read(bytes));
    }

    @Test
    void numbersTextsAndEntriesComeBackEqualAndOfTheirOwnTypes() throws Exception {
        Object[] all = {
            null,
            true,
            false,
            (byte) -1,
            Short.MIN_VALUE,
            'ü',
            '\uffff',
            Integer.MIN_VALUE,
            Integer.MAX_VALUE,
            Long.MIN_VALUE,
            -0.0f,
            Float.NaN,
            Double.MIN_VALUE,
            -0.0,
            "",
            "plain",
            "ÿ",
            "Ωmega 🦊 \uD800",
            Map.entry(1, "one"),
            Map.entry(Map.entry("nested", 2L), 3.0)
        };
        assertArrayEquals(all, thereAndBack(all));
    }

    @Test
    void aManyThousandElementsGrowTheBuffer() throws Exception {
        var random = new Random(7);
        var many = random.ints(300_000)
                .<Object>mapToObj(i -> i % 3 == 0 ? "word" + i : (Object) (long) i)
                .toArray();
        assertArrayEquals(many, thereAndBack(many));
        assertArrayEquals(new Object[0], thereAndBack());
    }

    @Test
    void whatHasCodeOrCanChangeGoesThroughAStream() {
        assertNull(SimpleValues.write(List.of(1)));
        assertNull(SimpleValues.write(new int[] {1}));
        assertNull(
                SimpleValues.write(new Object[] {1, new Object[] {2}}),
                "two paths to an inner array must stay one array");
        assertNull(SimpleValues.write(new Integer[] {1}), "its type would be lost");
        assertNull(SimpleValues.write(new Object[] {1, new ArrayList<>()}));
        assertNull(SimpleValues.write(Map.entry("key", new StringBuilder())));
    }

    @Test
    void aLongTextThatStandsInAnArrayManyTimesIsNotWrittenManyTimes() {
        var text = "x".repeat(100_000);
        assertNull(SimpleValues.write(new Object[] {text, text}));
        assertTrue(
                Objects.requireNonNull(SimpleValues.write(new Object[] {text})).remaining() < 100_100);
    }

    @Test
    void anObjectStreamIsNotTakenForASimpleValue() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject("x");
        }
        assertFalse(SimpleValues.isSimple(ByteBuffer.wrap(bytes.toByteArray())));
    }

    @Test
    void bytesThatWereDamagedFailAsWhatTheyAreAndAllocateNothingThatIsNotThere() {
        var good = Objects.requireNonNull(
                SimpleValues.write(new Object[] {1, "text", "Ω", Map.entry("k", 2L), 3.0, null, 'c'}));
        var random = new Random(42);
        for (int round = 0; round < 50_000; round++) {
            var bytes = new byte[good.remaining()];
            good.duplicate().get(bytes);
            for (int i = random.nextInt(3); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            var damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            try {
                SimpleValues.read(ByteBuffer.wrap(damaged));
            } catch (IOException expected) {
                assertFalse(String.valueOf(expected.getMessage()).isEmpty());
            }
        }
        var huge =
                ByteBuffer.allocate(5).put((byte) 13).putInt(Integer.MAX_VALUE).flip();
        var failure = assertThrows(IOException.class, () -> SimpleValues.read(huge));
        assertEquals("2147483647 elements were announced, and 0 bytes are left", failure.getMessage());
    }
}
