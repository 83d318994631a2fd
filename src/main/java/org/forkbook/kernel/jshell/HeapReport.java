package org.forkbook.kernel.jshell;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.forkbook.kernel.execution.NotebookClassLoader;
import org.forkbook.serialization.analysis.NotebookNames;
import org.jspecify.annotations.Nullable;

/**
 * Estimate of the memory that the notebook's variables hold, for a cell that has run out of it. Large arrays count in
 * full; large collections are sampled.
 */
final class HeapReport {

    private static final int SAMPLE = 50;
    private static final int DEEPEST = 6;
    private static final int MOST = 4;
    private static final long WORTH_TELLING = 1 << 20;
    private static final long OBJECT = 16;
    private static final long REFERENCE = 4;
    private static final long ENTRY = 48;

    private final IdentityHashMap<Object, Boolean> seen = new IdentityHashMap<>();

    private HeapReport() {}

    private record Held(String name, String type, long bytes) {}

    /** Lines on the largest of some variables, given by name; empty when all are small. */
    static List<String> of(Map<String, Object> variables) {
        return variables.entrySet().stream()
                .map(variable -> new Held(
                        variable.getKey(),
                        NotebookNames.readable(variable.getValue().getClass().getTypeName()),
                        new HeapReport().bytes(variable.getValue(), 0)))
                .filter(held -> held.bytes() >= WORTH_TELLING)
                .sorted(Comparator.comparingLong(Held::bytes).reversed())
                .limit(MOST)
                .map(held ->
                        "    " + held.name() + " (" + held.type() + ") holds about " + (held.bytes() >> 20) + " MB")
                .toList();
    }

    private long bytes(@Nullable Object value, int depth) {
        if (value == null || depth > DEEPEST || seen.put(value, true) != null) {
            return 0;
        }
        if (value instanceof String text) {
            return 2 * OBJECT + text.length();
        }
        if (value.getClass().isArray()) {
            return arrayBytes(value, depth);
        }
        if (value instanceof Collection<?> some) {
            return OBJECT + sampled(some, some.size(), depth) + some.size() * REFERENCE;
        }
        if (value instanceof Map<?, ?> map) {
            var size = map.size();
            return OBJECT + size * ENTRY + sampled(map.keySet(), size, depth) + sampled(map.values(), size, depth);
        }
        return value.getClass().getClassLoader() instanceof NotebookClassLoader ? fieldBytes(value, depth) : OBJECT;
    }

    private long arrayBytes(Object array, int depth) {
        long length = Array.getLength(array);
        var element = array.getClass().getComponentType();
        if (!element.isPrimitive()) {
            return OBJECT + length * REFERENCE + sampled(Arrays.asList((Object[]) array), length, depth);
        }
        var size = element == long.class || element == double.class
                ? Long.BYTES
                : element == int.class || element == float.class
                        ? Integer.BYTES
                        : element == short.class || element == char.class ? Short.BYTES : 1;
        return OBJECT + length * size;
    }

    private long sampled(Iterable<?> elements, long size, int depth) {
        long bytes = 0;
        int taken = 0;
        for (var element : elements) {
            if (taken == SAMPLE) {
                break;
            }
            bytes += bytes(element, depth + 1);
            taken++;
        }
        return taken == 0 ? 0 : bytes * size / taken;
    }

    private long fieldBytes(Object value, int depth) {
        long bytes = OBJECT;
        for (Class<?> type = value.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                bytes += Long.BYTES;
                if (!Modifier.isStatic(field.getModifiers())
                        && !field.getType().isPrimitive()
                        && field.trySetAccessible()) {
                    try {
                        bytes += bytes(field.get(value), depth + 1);
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException("a field that was made accessible is not", e);
                    }
                }
            }
        }
        return bytes;
    }
}
