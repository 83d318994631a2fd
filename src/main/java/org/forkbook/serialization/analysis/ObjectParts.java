package org.forkbook.serialization.analysis;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.forkbook.usercode.Causes;
import org.jspecify.annotations.Nullable;

/**
 * A reflective view of what an object refers to: a fallback for questions about a graph that the object stream does
 * not answer. The internals of JDK classes are inaccessible, but the elements of their collections are available.
 */
public final class ObjectParts {

    /** One reference: the step that leads to it, such as {@code .logger} or {@code [3]}, and its value. */
    public record Part(String step, Object value) {}

    private ObjectParts() {}

    /** Whether an object has no parts worth examining. */
    public static boolean isLeaf(@Nullable Object object) {
        return object == null
                || object instanceof String
                || (object instanceof Number && object.getClass().getName().startsWith("java."))
                || object instanceof Boolean
                || object instanceof Character
                || object instanceof Enum<?>
                || object instanceof Class<?>
                || (object.getClass().isArray()
                        && object.getClass().getComponentType().isPrimitive());
    }

    public static List<Part> of(Object object, NotebookCode code) {
        var parts = new ArrayList<Part>();
        var type = object.getClass();
        if (object instanceof Object[] array) {
            for (var index = 0; index < array.length; index++) {
                add(parts, "[" + index + "]", array[index]);
            }
        } else if (type.isHidden()) {
            var site = NotebookLambdas.siteOf(object);
            var lambda = site == null ? serialized(object) : null;
            if (site != null) {
                addCaptured(parts, site, NotebookLambdas.captured(object), code);
            } else if (lambda != null) {
                addCaptured(parts, lambda, code);
            }
        } else if (type.getName().startsWith("java.")) {
            addElements(parts, object);
        } else {
            addFields(parts, object);
        }
        return parts;
    }

    /**
     * The first object that passes a test, in breadth-first order, with the steps that lead to it; null if there is
     * none among as many as {@code limit}.
     *
     * @param from where to begin
     * @param join joins the steps to an object with the one to its part
     */
    public static @Nullable Part find(
            List<Part> from,
            BiFunction<Part, Part, String> join,
            Predicate<Object> test,
            int limit,
            NotebookCode code) {
        var seen = Collections.<Object>newSetFromMap(new IdentityHashMap<>());
        var open = new ArrayDeque<>(from);
        while (!open.isEmpty() && seen.size() < limit) {
            var next = open.remove();
            if (seen.add(next.value())) {
                if (test.test(next.value())) {
                    return next;
                }
                of(next.value(), code).forEach(part -> open.add(new Part(join.apply(next, part), part.value())));
            }
        }
        return null;
    }

    private static void add(List<Part> parts, String step, @Nullable Object value) {
        if (value != null && !isLeaf(value)) {
            parts.add(new Part(step, value));
        }
    }

    private static void addElements(List<Part> parts, Object object) {
        if (object instanceof Collection<?> elements) {
            var index = 0;
            for (var element : elements) {
                add(parts, "[" + index++ + "]", element);
            }
        } else if (object instanceof Map<?, ?> map) {
            for (var entry : map.entrySet()) {
                add(parts, ".key(" + entry.getKey() + ")", entry.getKey());
                add(parts, "[" + entry.getKey() + "]", entry.getValue());
            }
        } else if (object instanceof Map.Entry<?, ?> entry) {
            add(parts, ".getKey()", entry.getKey());
            add(parts, ".getValue()", entry.getValue());
        } else if (object instanceof Optional<?> optional) {
            add(parts, ".get()", optional.orElse(null));
        } else if (object instanceof AtomicReference<?> reference) {
            add(parts, ".get()", reference.get());
        } else if (object instanceof Throwable failure) {
            var causes = Causes.of(failure);
            add(parts, ".getCause()", causes.size() > 1 ? causes.get(1) : null);
        }
    }

    private static void addFields(List<Part> parts, Object object) {
        for (Class<?> type = object.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (var field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                    add(parts, "." + field.getName(), read(field, object));
                }
            }
        }
        if (object instanceof Collection<?> || object instanceof Map<?, ?> || object instanceof Throwable) {
            addElements(parts, object);
        }
    }

    private static @Nullable Object read(Field field, Object object) {
        if (field.getType().isPrimitive()) {
            return null;
        }
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (InaccessibleObjectException | IllegalAccessException e) {
            return null; // Its module is closed: it is not examined.
        }
    }

    private static void addCaptured(
            List<Part> parts, NotebookLambdas.Site site, @Nullable Object[] captured, NotebookCode code) {
        var unit = code.unit(site.capturing());
        var method = unit == null
                ? null
                : unit.outline
                        .methods()
                        .get(unit.outline.lambdas().get(site.index()).body());
        addCaptured(parts, method, captured);
    }

    private static void addCaptured(List<Part> parts, SerializedLambda lambda, NotebookCode code) {
        var capturing = code.find(lambda.getCapturingClass(), Set.of());
        var unit = capturing == null ? null : code.unit(capturing);
        var method = unit == null || !lambda.getImplClass().equals(lambda.getCapturingClass())
                ? null
                : unit.outline
                        .methods()
                        .get(new ClassOutline.Signature(lambda.getImplMethodName(), lambda.getImplMethodSignature()));
        addCaptured(parts, method, SerializedNotebookLambda.captured(lambda));
    }

    /** Adds captured values under the names of variables: javac gives these to the parameters that carry them. */
    private static void addCaptured(
            List<Part> parts, ClassOutline.@Nullable Method method, @Nullable Object[] captured) {
        var slot = 0;
        for (var index = 0; index < captured.length; index++) {
            var value = captured[index];
            var unknown = "(captured value " + (index + 1) + ")";
            add(parts, method == null ? unknown : method.parameterNames().getOrDefault(slot, unknown), value);
            slot += value instanceof Long || value instanceof Double ? 2 : 1;
        }
    }

    /** The serialized form of a lambda; null if the object is none, or is not serializable. */
    public static @Nullable SerializedLambda serialized(Object lambda) {
        if (!(lambda instanceof Serializable)) {
            return null;
        }
        try {
            var method = lambda.getClass().getDeclaredMethod("writeReplace");
            method.setAccessible(true);
            return method.invoke(lambda) instanceof SerializedLambda form ? form : null;
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            return null; // A hidden class, but not of a notebook lambda.
        }
    }
}
