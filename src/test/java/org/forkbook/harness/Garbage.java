package org.forkbook.harness;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Input that nobody should send: what is right with something wrong in it, the same each time for a seed. */
public final class Garbage {

    /** What breaks those who read numbers, lengths and texts. */
    private static final List<String> NASTY = List.of(
            "",
            " ",
            "\u0000",
            "-1",
            "2147483648",
            "1e999999",
            "null",
            "{}",
            "[]",
            "\"",
            "\\",
            "\uD800",
            "🙈",
            "\r\n",
            "---",
            "```",
            "<!-- #region -->",
            "!!java.lang.Runtime",
            "&a [*a]",
            "../../etc/passwd",
            "%s%n",
            "$JShell$");

    private final Random random;

    /** The same garbage for the same seed. */
    public Garbage(long seed) {
        random = new Random(seed);
    }

    /** How often a test should try: few times, or many if the long form is asked for. */
    public static int rounds(int few) {
        return isLong() ? few * 100 : few;
    }

    /** Whether the long form is asked for. */
    public static boolean isLong() {
        return Boolean.getBoolean("forkbook.long");
    }

    /** A number from 0 to below {@code bound}. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** Bytes like these, with some changed, doubled, cut off or put in. */
    public byte[] mutate(byte[] right) {
        var bytes = right.clone();
        for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                case 3 -> bytes = insert(bytes, at, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 16)));
                case 4 ->
                    Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) (random.nextBoolean() ? 127 : -1));
                default -> bytes = insert(bytes, at, random(random.nextInt(8)));
            }
        }
        return bytes;
    }

    private static byte[] insert(byte[] bytes, int at, byte[] more) {
        var result = Arrays.copyOf(bytes, bytes.length + more.length);
        System.arraycopy(more, 0, result, at, more.length);
        System.arraycopy(bytes, at, result, at + more.length, bytes.length - at);
        return result;
    }

    /** Any bytes. */
    public byte[] random(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A text like this, with pieces changed, doubled, cut out or put in. */
    public String mutate(String right) {
        var text = new StringBuilder(right);
        for (int i = random.nextInt(4); i >= 0 && text.length() > 0; i--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + random.nextInt(40));
            switch (random.nextInt(5)) {
                case 0 -> text.insert(at, nasty());
                case 1 -> text.delete(at, end);
                case 2 -> text.insert(at, text.substring(at, end).repeat(random.nextInt(50)));
                case 3 -> text.replace(at, end, nasty());
                default -> text.setLength(at);
            }
        }
        return random.nextInt(10) == 0
                ? new String(mutate(text.toString().getBytes(StandardCharsets.UTF_8)), StandardCharsets.ISO_8859_1)
                : text.toString();
    }

    /** A text that breaks things. */
    public String nasty() {
        return NASTY.get(random.nextInt(NASTY.size()));
    }

    /** The same tree with some values of another type, some missing, some more. */
    public JsonElement mutate(JsonElement right) {
        if (random.nextInt(12) == 0) {
            return any(3);
        }
        if (right instanceof JsonObject object) {
            var copy = new JsonObject();
            for (var name : object.keySet()) {
                if (random.nextInt(15) != 0) {
                    copy.add(name, mutate(object.get(name)));
                }
            }
            if (random.nextInt(4) == 0) {
                copy.add(nasty(), any(2));
            }
            return copy;
        }
        if (right instanceof JsonArray array) {
            var copy = new JsonArray();
            array.forEach(element -> copy.add(mutate(element)));
            return copy;
        }
        return right;
    }

    /** Any JSON, of some depth. */
    public JsonElement any(int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0 -> JsonNull.INSTANCE;
            case 1 -> new JsonPrimitive(random.nextBoolean());
            case 2 -> new JsonPrimitive(random.nextInt());
            case 3 -> new JsonPrimitive(random.nextBoolean() ? 1e300 : -0.5);
            case 4 -> new JsonPrimitive(nasty());
            case 5 -> new JsonPrimitive("x".repeat(random.nextInt(2000)));
            case 6 -> {
                var array = new JsonArray();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(any(depth - 1));
                }
                yield array;
            }
            case 7 -> {
                var object = new JsonObject();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.add(nasty(), any(depth - 1));
                }
                yield object;
            }
            default -> nested(200);
        };
    }

    /** Arrays in arrays. */
    public static JsonElement nested(int depth) {
        JsonElement inner = new JsonArray();
        for (int i = 0; i < depth; i++) {
            var outer = new JsonArray();
            outer.add(inner);
            inner = outer;
        }
        return inner;
    }

    /** Some of a list, others twice, in another order. */
    public <T> List<T> shuffled(List<T> right) {
        var all = new ArrayList<T>();
        for (var element : right) {
            for (int i = random.nextInt(4) == 0 ? random.nextInt(3) : 1; i > 0; i--) {
                all.add(random.nextInt(8) == 0 ? random.nextInt(all.size() + 1) : all.size(), element);
            }
        }
        return all;
    }
}
