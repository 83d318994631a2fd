package org.forkbook.kernel.jshell;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.forkbook.serialization.analysis.NotebookLambdas;
import org.jspecify.annotations.Nullable;

/**
 * Object graph search for the objects that have to be migrated: those of classes with later versions, and those that
 * lead to one. All others keep their identity. The fields of JDK classes are inaccessible, but the elements of
 * collections can be visited.
 */
final class OutdatedObjects {

    private final ClassLoader loader;
    private final Predicate<Class<?>> isOld;
    private final IdentityHashMap<Object, List<Object>> holders = new IdentityHashMap<>();
    private final ArrayDeque<Object> unseen = new ArrayDeque<>();
    private final Set<Object> old = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Lambda> lambdas = new ArrayList<>();

    /** A lambda and its serialized form. */
    private record Lambda(Object object, SerializedLambda form) {}

    /**
     * Creates an empty search.
     *
     * @param loader the loader of the classes whose fields can be looked at
     * @param isOld whether a class has a later version
     */
    OutdatedObjects(ClassLoader loader, Predicate<Class<?>> isOld) {
        this.loader = loader;
        this.isOld = isOld;
    }

    /** Adds everything that is reachable from an object. */
    void add(@Nullable Object root) {
        reach(root, null);
        while (!unseen.isEmpty()) {
            var object = unseen.pop();
            var type = object.getClass();
            if (isOld.test(elementOf(type))) {
                mark(object);
            }
            if (object instanceof Object[] array) {
                for (var element : array) {
                    reach(element, object);
                }
            } else if (type.isHidden()) {
                addLambda(object);
            } else if (type.getClassLoader() == loader) {
                addFields(object, type);
            } else if (type.getClassLoader() == null) {
                addElements(object);
            }
        }
    }

    private static Class<?> elementOf(Class<?> type) {
        var element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element;
    }

    private void reach(@Nullable Object object, @Nullable Object holder) {
        if (object == null || isPlain(object)) {
            return;
        }
        var known = holders.get(object);
        if (known == null) {
            known = new ArrayList<>(1);
            holders.put(object, known);
            unseen.push(object);
        }
        if (holder == null) {
            return;
        }
        known.add(holder);
        if (old.contains(object)) {
            mark(holder);
        }
    }

    private void mark(Object object) {
        var marked = new ArrayDeque<Object>();
        marked.push(object);
        while (!marked.isEmpty()) {
            var next = marked.pop();
            if (old.add(next)) {
                Objects.requireNonNull(holders.get(next)).forEach(marked::push);
            }
        }
    }

    private static boolean isPlain(@Nullable Object object) {
        return object instanceof String
                || object instanceof Boolean
                || object instanceof Character
                || object instanceof Integer
                || object instanceof Long
                || object instanceof Double
                || object instanceof Float
                || object instanceof Short
                || object instanceof Byte;
    }

    private void addFields(Object object, Class<?> objectType) {
        for (Class<?> type = objectType; type != null && type != Object.class; type = type.getSuperclass()) {
            if (type.getClassLoader() != loader) {
                addElements(object);
                return;
            }
            for (var field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())
                        && !field.getType().isPrimitive()
                        && field.trySetAccessible()) {
                    try {
                        reach(field.get(object), object);
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException("a field that was made accessible is not", e);
                    }
                }
            }
        }
    }

    private void addElements(Object object) {
        if (object instanceof Collection<?> elements) {
            elements.forEach(element -> reach(element, object));
        } else if (object instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                reach(key, object);
                reach(value, object);
            });
        } else if (object instanceof Map.Entry<?, ?> entry) {
            reach(entry.getKey(), object);
            reach(entry.getValue(), object);
        } else if (object instanceof Optional<?> optional) {
            reach(optional.orElse(null), object);
        } else if (object instanceof AtomicReference<?> reference) {
            reach(reference.get(), object);
        }
    }

    private void addLambda(Object object) {
        var form = object instanceof Serializable ? formOf(object) : null;
        if (form == null) {
            for (var captured : NotebookLambdas.captured(object)) {
                reach(captured, object);
            }
        } else { // The JDK's own classes don't open their fields.
            lambdas.add(new Lambda(object, form));
            for (int i = 0; i < form.getCapturedArgCount(); i++) {
                reach(form.getCapturedArg(i), object);
            }
        }
        var type = form == null ? NotebookLambdas.typeOf(object) : typeOf(form);
        if (type != null
                && (isOld.test(elementOf(type.returnType()))
                        || type.parameterList().stream().anyMatch(some -> isOld.test(elementOf(some))))) {
            mark(object);
        }
    }

    private @Nullable MethodType typeOf(SerializedLambda form) {
        try {
            return MethodType.fromMethodDescriptorString(form.getInstantiatedMethodType(), loader);
        } catch (TypeNotPresentException e) {
            return null; // A type that can't be found has no later version.
        }
    }

    /** Asks an object stream: the JDK's lambdas reveal it to nothing else. */
    private static @Nullable SerializedLambda formOf(Object lambda) {
        var forms = new ArrayList<SerializedLambda>();
        try (var out = new ObjectOutputStream(OutputStream.nullOutputStream()) {
            {
                enableReplaceObject(true);
            }

            @Override
            protected @Nullable Object replaceObject(Object object) {
                if (object instanceof SerializedLambda form) {
                    forms.add(form);
                }
                return null;
            }
        }) {
            out.writeObject(lambda);
        } catch (IOException e) {
            return null; // It isn't serializable.
        }
        return forms.isEmpty() ? null : forms.get(0);
    }

    /** Whether an object has to be migrated. */
    boolean contains(@Nullable Object object) {
        return object != null && old.contains(object);
    }

    /** Whether an object was visited and can stay as it is. */
    boolean canStay(Object object) {
        return holders.containsKey(object) && !old.contains(object);
    }

    /** The lambda that has this form, if it can stay as it is; null if it can't. */
    @Nullable
    Object lambdaOf(SerializedLambda form) {
        return lambdas.stream()
                .filter(lambda -> !old.contains(lambda.object()) && isSame(lambda.form(), form))
                .map(Lambda::object)
                .findFirst()
                .orElse(null);
    }

    private static boolean isSame(SerializedLambda one, SerializedLambda other) {
        if (!one.getCapturingClass().equals(other.getCapturingClass())
                || !one.getImplMethodName().equals(other.getImplMethodName())
                || !one.getImplMethodSignature().equals(other.getImplMethodSignature())
                || !one.getFunctionalInterfaceClass().equals(other.getFunctionalInterfaceClass())
                || one.getCapturedArgCount() != other.getCapturedArgCount()) {
            return false;
        }
        for (int i = 0; i < one.getCapturedArgCount(); i++) {
            var captured = one.getCapturedArg(i);
            if (captured != other.getCapturedArg(i)
                    && !(isPlain(captured) && captured.equals(other.getCapturedArg(i)))) {
                return false;
            }
        }
        return true;
    }
}
