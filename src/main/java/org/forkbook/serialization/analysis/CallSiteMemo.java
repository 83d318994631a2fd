package org.forkbook.serialization.analysis;

import java.io.Serializable;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A memo of the calls that created JDK function objects. Many of the JDK's own lambdas, such as what {@code
 * f.andThen(g)} or {@code Collectors.toList()} return, are not serializable; but the call can be repeated in another
 * process.
 *
 * <p>{@link CodeTransform} routes such calls of notebook code through {@link #link}. Their results are remembered by
 * identity, for as long as they live.
 */
public final class CallSiteMemo {

    private static final Set<String> MAKERS = Set.of(
            "java/util/Comparator",
            "java/util/stream/Collectors",
            "java/util/stream/Collector",
            "java/util/Map$Entry",
            "java/util/regex/Pattern",
            "java/util/concurrent/Executors");
    private static final String FUNCTIONS = "java/util/function/";
    private static final Set<String> COMBINATORS = Set.of("andThen", "compose", "negate", "and", "or", "reversed");

    private static final Map<Made, Call> CALLS = new ConcurrentHashMap<>();
    private static final ReferenceQueue<Object> GONE = new ReferenceQueue<>();

    private CallSiteMemo() {}

    /** Whether a call, as described in a class file, may return one of the JDK's own function objects. */
    static boolean covers(boolean isStatic, String owner, String method, String descriptor) {
        var end = descriptor.indexOf(')') + 2;
        var answer = descriptor.substring(Math.min(end, descriptor.length() - 1), descriptor.length() - 1);
        var answersFunction = answer.startsWith(FUNCTIONS)
                || answer.equals("java/util/Comparator")
                || answer.equals("java/util/concurrent/Callable")
                || answer.equals("java/util/stream/Collector");
        if (!answersFunction) {
            return false;
        }
        // A combinator is inherited: its owner may be a notebook interface that extends Function.
        return isMaker(owner) || (!isStatic && (COMBINATORS.contains(method) || method.startsWith("thenComparing")));
    }

    private static boolean isMaker(String owner) {
        return owner.startsWith(FUNCTIONS) || MAKERS.contains(owner);
    }

    /** The bootstrap of a remembered call; called by the JVM. */
    public static CallSite link(MethodHandles.Lookup caller, String name, MethodType type, MethodHandle original)
            throws NoSuchMethodException, IllegalAccessException {
        var info = caller.revealDirect(original);
        var isStatic = info.getReferenceKind() == MethodHandleInfo.REF_invokeStatic;
        var owner = isStatic ? info.getDeclaringClass() : declaring(type.parameterType(0), name, info.getMethodType());
        var site = new Site(isStatic, owner, name, info.getMethodType());
        var note = MethodHandles.lookup()
                .findStatic(
                        CallSiteMemo.class,
                        "note",
                        MethodType.methodType(Object.class, Site.class, Object.class, Object[].class));
        // Recorded after the call, not around it: an exception of the call then has no frame of ours.
        return new ConstantCallSite(MethodHandles.foldArguments(
                MethodHandles.insertArguments(note, 0, site)
                        .asCollector(Object[].class, type.parameterCount())
                        .asType(type.insertParameterTypes(0, type.returnType())),
                original.asType(type)));
    }

    /**
     * The interface that declares the combinator: a notebook type may have inherited it, and other processes lack
     * that type.
     */
    private static Class<?> declaring(Class<?> receiver, String name, MethodType type) {
        for (var method : receiver.getMethods()) {
            if (method.getName().equals(name)
                    && method.getReturnType() == type.returnType()
                    && Arrays.equals(method.getParameterTypes(), type.parameterArray())) {
                return method.getDeclaringClass();
            }
        }
        return receiver;
    }

    private static @Nullable Object note(Site site, @Nullable Object made, @Nullable Object[] arguments) {
        // A serializable result needs no memo; a result of user code is a notebook lambda.
        if (made != null && !(made instanceof Serializable)) {
            forget();
            CALLS.putIfAbsent(new Made(made, GONE), new Call(site, arguments.clone()));
        }
        return made;
    }

    private static void forget() {
        for (var gone = GONE.poll(); gone != null; gone = GONE.poll()) {
            CALLS.remove(gone);
        }
    }

    /** The remembered call that created an object; null if there is none. */
    public static @Nullable Call of(Object made) {
        return CALLS.get(new Made(made, null));
    }

    /** The method that a remembered call invoked. */
    record Site(boolean isStatic, Class<?> owner, String name, MethodType type) implements Serializable {}

    /** A repeatable call: the serialized form of its result, which it becomes when it is read. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Call(Site site, @Nullable Object[] arguments) implements Serializable {

        private @Nullable Object readResolve() {
            try {
                var lookup = MethodHandles.publicLookup();
                var descriptor = site.type().toMethodDescriptorString();
                var owner = site.owner().getName().replace('.', '/');
                if (!isMaker(owner) || !covers(site.isStatic(), owner, site.name(), descriptor)) {
                    throw new IllegalAccessException("not a call that notebook code would have been remembered for");
                }
                var handle = site.isStatic()
                        ? lookup.findStatic(site.owner(), site.name(), site.type())
                        : lookup.findVirtual(site.owner(), site.name(), site.type());
                return note(site, handle.invokeWithArguments(arguments), arguments);
            } catch (Throwable e) { // invokeWithArguments declares it
                throw new IllegalStateException(
                        "Can't recreate " + site.owner().getSimpleName() + "." + site.name() + ": " + e, e);
            }
        }
    }

    /** A weak key with identity semantics. */
    private static final class Made extends WeakReference<Object> {
        private final int hash;

        Made(Object made, @Nullable ReferenceQueue<Object> queue) {
            super(made, queue);
            hash = System.identityHashCode(made);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (this == other) {
                return true;
            }
            var made = get();
            return made != null && other instanceof Made that && made == that.get();
        }
    }
}
