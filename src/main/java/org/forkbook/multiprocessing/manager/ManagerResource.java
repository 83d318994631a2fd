package org.forkbook.multiprocessing.manager;

import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.forkbook.broker.Broker;
import org.forkbook.broker.ClientSession;
import org.forkbook.broker.SharedResource;
import org.forkbook.multiprocessing.internal.EncodedValue;
import org.forkbook.multiprocessing.internal.SentClassCache;
import org.forkbook.serialization.analysis.ClassFile;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.MemoryReserve;
import org.forkbook.service.ServiceThread;
import org.forkbook.usercode.UserCode;
import org.jspecify.annotations.Nullable;

/**
 * The server side of a manager, in its process: its objects, and the calls that arrive for them. Each call runs on a
 * thread of its own, so that one that blocks delays no other; an object that is not thread-safe is guarded by its own
 * monitor.
 */
final class ManagerResource extends SharedResource {

    static final int CALL = 1;
    static final int ADD = 2;
    static final int ADD_CLASS = 3;
    static final int CLASS = 4;

    static final int RETURNED = 0;
    static final int THREW = 1;
    static final int UNKNOWN = 2;

    private final Map<Integer, Object> objects = new ConcurrentHashMap<>();
    private final Map<EncodedValue.ClassKey, ClassFile> classes = new ConcurrentHashMap<>();
    private final AtomicInteger last = new AtomicInteger();
    private final ExecutorService threads = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            60,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> ServiceThread.forTask(
                    "forkbook-manager", task, FailureHandler.logging("A call of a manager's object")));

    /** A request: a method call on an object, then one on the result, and so on. */
    record Request(int object, List<Step> steps) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /**
     * A call of a method with arguments. The method is only named, because the object's own interfaces declare it.
     *
     * @param types the names of the parameters' types
     */
    record Step(String method, List<String> types, List<@Nullable Object> arguments) implements Serializable {
        private static final long serialVersionUID = 1L;

        static Step of(Method method, @Nullable Object[] arguments) {
            return new Step(method.getName(), typeNames(method), Arrays.asList(arguments));
        }
    }

    @Override
    protected void handle(ClientSession from, int call, int operation, ByteBuffer payload) {
        switch (operation) {
            case CALL -> threads.execute(() -> answer(from, call, payload, this::perform));
            case ADD -> threads.execute(() -> answer(from, call, payload, this::add));
            case ADD_CLASS -> SentClassCache.arrived(EncodedValue.readClass(payload));
            case CLASS -> {
                var file = classes.get(EncodedValue.takeKey(payload));
                if (file == null) {
                    from.answer(call, UNKNOWN);
                } else {
                    from.answer(call, RETURNED, EncodedValue.write(file));
                }
            }
            default -> throw new AssertionError(operation);
        }
    }

    private interface Work {
        @Nullable
        Object run(@Nullable Object request) throws Throwable;
    }

    private void answer(ClientSession from, int call, ByteBuffer payload, Work work) {
        try {
            perform(from, call, payload, work);
        } catch (Throwable e) { // The result can't be serialized: the waiting caller is told the failure's name.
            if (MemoryReserve.isExhaustion(e)) {
                MemoryReserve.release();
            }
            synchronized (Broker.own()) {
                from.refuse(
                        call,
                        "The call of the manager's object has failed: "
                                + e.getClass().getName());
            }
        }
    }

    private void perform(ClientSession from, int call, ByteBuffer payload, Work work) {
        var status = RETURNED;
        EncodedValue value;
        try {
            value = EncodedValue.pack(work.run(EncodedValue.openSentAhead(payload)), null);
        } catch (Throwable e) { // Whatever the object throws is the caller's to handle.
            status = THREW;
            value = packFailure(e);
        }
        value.classes().forEach(file -> classes.put(new EncodedValue.ClassKey(file.name(), file.hash()), file));
        synchronized (Broker.own()) {
            from.answer(call, status, value.parts());
        }
    }

    private static EncodedValue packFailure(Throwable failure) {
        try {
            return EncodedValue.pack(failure, null);
        } catch (RuntimeException | Error e) {
            var standIn =
                    new IllegalStateException(UserCode.text(failure) + " (which can't be sent to another process)");
            UserCode.setFrames(standIn, UserCode.frames(failure));
            return EncodedValue.pack(standIn, null);
        }
    }

    private Object add(@Nullable Object object) {
        var number = last.incrementAndGet();
        objects.put(number, Objects.requireNonNull(object));
        return number;
    }

    private @Nullable Object perform(@Nullable Object message) throws Throwable {
        var request = (Request) Objects.requireNonNull(message);
        var target = Objects.requireNonNull(objects.get(request.object), "no such object in this manager");
        if (target instanceof Collection || target instanceof Map) {
            // Views can't be serialized: they are copied, under the lock of what they show.
            synchronized (target) {
                return copyOf(perform(target, request.steps));
            }
        }
        return perform(target, request.steps);
    }

    private static @Nullable Object perform(Object target, List<Step> steps) throws Throwable {
        Object at = target;
        for (var step : steps) {
            var on = Objects.requireNonNull(at, "a view of a manager's object");
            try {
                at = find(on.getClass(), step).invoke(on, step.arguments.toArray());
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        }
        return at;
    }

    private static Method find(Class<?> type, Step step) throws NoSuchMethodException {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (var declared : at.getInterfaces()) {
                for (var method : declared.getMethods()) {
                    if (matches(method, step)) {
                        method.trySetAccessible();
                        return method;
                    }
                }
            }
        }
        for (var method : Object.class.getMethods()) {
            if (matches(method, step)) {
                return method;
            }
        }
        throw new NoSuchMethodException(type.getName() + "." + step.method + step.types);
    }

    private static boolean matches(Method method, Step step) {
        return method.getName().equals(step.method) && typeNames(method).equals(step.types);
    }

    static List<String> typeNames(Method method) {
        return Arrays.stream(method.getParameterTypes()).map(Class::getName).toList();
    }

    private static @Nullable Object copyOf(@Nullable Object result) {
        if (result instanceof Object[] elements) {
            var copy = elements.clone(); // Of the same type.
            Arrays.setAll(copy, i -> copyOfEntry(copy[i]));
            return copy;
        } else if (result instanceof Map.Entry) {
            return copyOfEntry(result);
        } else if (result instanceof Serializable
                || result == null
                || result.getClass().getClassLoader() != null) {
            // A view of the JDK's collections is not serializable; one of a notebook class is sent as it is.
            return result instanceof Set<?> view ? copyOfSet(view) : result;
        } else if (result instanceof Set<?> view) {
            return copyOfSet(view);
        } else if (result instanceof Collection<?> view) {
            return new ArrayList<>(view);
        }
        return result;
    }

    private static Set<Object> copyOfSet(Set<?> view) {
        var copy = new LinkedHashSet<Object>();
        for (var element : view) {
            copy.add(copyOfEntry(element));
        }
        return copy;
    }

    /** A map's own entry can't be serialized, and would change with the map. */
    private static @Nullable Object copyOfEntry(@Nullable Object element) {
        return element instanceof Map.Entry<?, ?> entry && !(element instanceof Serializable)
                ? new AbstractMap.SimpleImmutableEntry<>(entry)
                : element;
    }

    /** The caller no longer waits; the call itself continues. */
    @Override
    protected void cancel(ClientSession from, int call) {
        from.answerCancelled(call);
    }

    @Override
    protected void clientClosed(ClientSession gone, boolean killed) {
        // Its calls continue: others may depend on them.
    }
}
