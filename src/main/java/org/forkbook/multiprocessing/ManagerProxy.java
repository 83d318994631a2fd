package org.forkbook.multiprocessing;

import java.io.ObjectStreamException;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy of a manager's object does with a call: it sends it to the manager. What walks through a collection works on a
 * snapshot instead, in the calling process, where the code that sees the elements belongs.
 */
final class ManagerProxy implements InvocationHandler {

    private static final Set<String> WALKS = Set.of(
            "iterator", "listIterator", "spliterator", "stream", "parallelStream", "forEach", "toArray", "subList");

    private final ManagerLink link;
    private final List<Class<?>> interfaces;
    private final int object;

    private ManagerProxy(ManagerLink link, List<Class<?>> interfaces, int object) {
        this.link = link;
        this.interfaces = interfaces;
        this.object = object;
    }

    /** Serialization asks an object for this method; a proxy has only methods of its interfaces. */
    public interface Travels {
        /** What travels in the proxy's place. */
        Object writeReplace() throws ObjectStreamException;
    }

    /** What travels in place of a proxy. */
    record Reference(ManagerLink link, List<Class<?>> interfaces, int object) implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return create(link, interfaces, object);
        }
    }

    static Object create(ManagerLink link, List<Class<?>> interfaces, int object) {
        var all = new ArrayList<Class<?>>(interfaces);
        all.add(Travels.class);
        var loader = interfaces.get(0).getClassLoader();
        return Proxy.newProxyInstance(
                loader == null ? ManagerProxy.class.getClassLoader() : loader,
                all.toArray(new Class<?>[0]),
                new ManagerProxy(link, interfaces, object));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given) throws Throwable {
        var arguments = given == null ? new Object[0] : given;
        if (method.getDeclaringClass() == Travels.class) {
            return new Reference(link, interfaces, object);
        }
        if (method.getDeclaringClass() == Object.class && method.getName().equals("equals") && arguments[0] == proxy) {
            return true;
        }
        var walk = WALKS.contains(method.getName());
        if (walk && proxy instanceof Collection) {
            return method.invoke(snapshotOf(), arguments);
        } else if (walk && proxy instanceof Map) {
            for (var entry : entries()) {
                forEach(arguments[0], entry);
            }
            return null;
        }
        return link.call(object, method, arguments);
    }

    private List<Object> snapshotOf() throws Throwable {
        var elements = (Object[]) link.call(object, Collection.class.getMethod("toArray"));
        return Collections.unmodifiableList(Arrays.asList(Objects.requireNonNull(elements)));
    }

    private Set<?> entries() throws Throwable {
        return Objects.requireNonNull((Set<?>) link.call(object, Map.class.getMethod("entrySet")));
    }

    @SuppressWarnings("unchecked") // Map.forEach takes one of these, and the map has such entries.
    private static void forEach(@Nullable Object action, Object entry) {
        var pair = (Map.Entry<Object, Object>) entry;
        ((BiConsumer<Object, Object>) Objects.requireNonNull(action)).accept(pair.getKey(), pair.getValue());
    }
}
