package org.forkbook.multiprocessing.manager;

import java.io.ObjectStreamException;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.forkbook.multiprocessing.internal.Rethrow;
import org.forkbook.multiprocessing.manager.ManagerResource.Step;
import org.jspecify.annotations.Nullable;

/**
 * The invocation handler of a proxy: it forwards calls to the manager. Traversals of a collection work on a snapshot
 * instead, in the calling process, where the code that sees the elements belongs.
 *
 * <p>A view of a collection or map, such as {@code map.keySet()}, is a proxy too: it knows the calls by which the
 * manager obtains the view, and each call is made there, on the current view. A sublist is a snapshot: a live one
 * would become invalid at each change of the list.
 */
final class ManagerProxy implements InvocationHandler {

    private static final Set<String> WALKS = Set.of(
            "iterator", "listIterator", "spliterator", "stream", "parallelStream", "forEach", "toArray", "subList");

    private final ManagerClient client;
    private final Class<?> type;
    private final int object;
    /** The calls that lead from the object to the view that this proxy represents; none for the object itself. */
    private final List<Step> path;

    private ManagerProxy(ManagerClient client, Class<?> type, int object, List<Step> path) {
        this.client = client;
        this.type = type;
        this.object = object;
        this.path = path;
    }

    /** Serialization looks for this method in an object's class, and a proxy has only the methods of its interfaces. */
    public interface SerializableProxy {
        /** The serialized form of the proxy. */
        Object writeReplace() throws ObjectStreamException;
    }

    /** The serialized form of a proxy. */
    record Reference(ManagerClient client, Class<?> type, int object, List<Step> path) implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return create(new ManagerProxy(client, type, object, path));
        }
    }

    static Object create(ManagerClient client, Class<?> type, int object) {
        return create(new ManagerProxy(client, type, object, List.of()));
    }

    private static Object create(ManagerProxy handler) {
        var loader = handler.type.getClassLoader();
        return Proxy.newProxyInstance(
                loader == null ? ManagerProxy.class.getClassLoader() : loader,
                new Class<?>[] {handler.type, SerializableProxy.class},
                handler);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given) throws Throwable {
        var arguments = given == null ? new Object[0] : given;
        if (method.getDeclaringClass() == SerializableProxy.class) {
            return new Reference(client, type, object, path);
        }
        if (method.getDeclaringClass() == Object.class && method.getName().equals("equals") && arguments[0] == proxy) {
            return true;
        }
        var walk = WALKS.contains(method.getName());
        if (walk && proxy instanceof Collection<?> collection) {
            return walk(collection, method, arguments);
        } else if (walk && proxy instanceof Map<?, ?> map) {
            for (var entry : map.entrySet()) {
                forEach(arguments[0], entry);
            }
            return null;
        }
        if (isView(method)) {
            return view(method, arguments);
        }
        return call(Step.of(method, arguments));
    }

    private @Nullable Object call(Step last) throws Throwable {
        var steps = new ArrayList<>(path);
        steps.add(last);
        return client.call(object, steps);
    }

    /** Whether a method of a collection or map returns a view of the same elements. */
    private static boolean isView(Method method) {
        var of = method.getDeclaringClass();
        var gives = method.getReturnType();
        return gives.isInterface()
                && (Collection.class.isAssignableFrom(of) || Map.class.isAssignableFrom(of))
                && (Collection.class.isAssignableFrom(gives) || Map.class.isAssignableFrom(gives))
                && of.getName().startsWith("java.util.");
    }

    private Object view(Method method, @Nullable Object[] arguments) {
        var longer = new ArrayList<>(path);
        longer.add(Step.of(method, arguments));
        return create(new ManagerProxy(client, method.getReturnType(), object, List.copyOf(longer)));
    }

    private @Nullable Object walk(Collection<?> proxy, Method method, @Nullable Object[] arguments) throws Throwable {
        var elements = (Object[]) call(Step.of(Collection.class.getMethod("toArray"), new Object[0]));
        var snapshot = new ManagerSnapshot(Arrays.asList(Objects.requireNonNull(elements)).stream()
                .map(element -> element instanceof Map.Entry<?, ?> entry ? throughToMap(entry) : element)
                .toList());
        if (method.getName().equals("iterator") && proxy instanceof Set<?> set) {
            return snapshot.iterator(set::remove);
        }
        try {
            return method.invoke(snapshot, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /** Wraps an entry of a map, if this is its entry set: setting its value sets it in the map. */
    private Object throughToMap(Map.Entry<?, ?> entry) {
        var last = path.isEmpty() ? "" : path.get(path.size() - 1).method();
        if (!last.equals("entrySet")) {
            return entry;
        }
        return new ManagerEntry(entry.getKey(), entry.getValue(), this::replace);
    }

    private void replace(@Nullable Object key, @Nullable Object value) {
        var steps = new ArrayList<>(path.subList(0, path.size() - 1));
        try {
            steps.add(Step.of(Map.class.getMethod("replace", Object.class, Object.class), new Object[] {key, value}));
            client.call(object, steps);
        } catch (Throwable e) {
            throw Rethrow.asIs(e);
        }
    }

    @SuppressWarnings("unchecked") // Map.forEach takes such a function, and the map has such entries.
    private static void forEach(@Nullable Object action, Object entry) {
        var pair = (Map.Entry<Object, Object>) entry;
        ((BiConsumer<Object, Object>) Objects.requireNonNull(action)).accept(pair.getKey(), pair.getValue());
    }
}
