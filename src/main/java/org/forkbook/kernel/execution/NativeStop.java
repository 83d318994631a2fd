package org.forkbook.kernel.execution;

import java.io.File;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JVMTI binding that throws an error into a thread, as {@code Thread.stop} did, for the JDKs that no longer have that.
 * It is reached by {@code java.lang.foreign}, which the JDK that this is compiled for does not have: hence the
 * reflection.
 *
 * <p>What JVMTI wants are references to the thread and to the error, which only the JVM itself can make. It makes them
 * for the arguments of a native method: {@link StoppableThread#throwNow} is one, and its implementation, registered
 * here, is {@link #onThrow}, called back by the JVM. These references are good as long as the native method runs. All
 * others that JNI gives out are lost as soon as the thread calls any native method, in the JDK's code too; so the few
 * that are needed, once, are used by calls that follow each other directly.
 *
 * <p>Pointers are {@code long}s, and every function is called with four of them: those that it does not have are not
 * looked at. The indexes are places in the tables of functions that the specifications of JNI and JVMTI fix.
 */
final class NativeStop {

    private static final int JNI_VERSION = 0x0001_0008;
    private static final int JVMTI_VERSION = 0x3009_0000;
    private static final long CAN_SIGNAL_THREAD = 1L << 10;

    private static final int FIND_CLASS = 6;
    private static final int GET_OBJECT_CLASS = 31;
    private static final int GET_STATIC_METHOD_ID = 113;
    private static final int CALL_STATIC_OBJECT_METHOD = 116;
    private static final int REGISTER_NATIVES = 215;
    private static final int GET_VERSION = 4;
    private static final int JVMTI_STOP_THREAD = 6;
    private static final int JVMTI_ADD_CAPABILITIES = 141;

    private static @Nullable NativeStop registered;

    private final Class<?> segments = Class.forName("java.lang.foreign.MemorySegment");
    private final Class<?> layouts = Class.forName("java.lang.foreign.MemoryLayout");
    private final Class<?> linkers = Class.forName("java.lang.foreign.Linker");
    private final Class<?> arenas = Class.forName("java.lang.foreign.Arena");
    private final Class<?> longs = Class.forName("java.lang.foreign.ValueLayout$OfLong");
    private final Object linker;
    private final Object arena;
    private final Object longLayout;
    private final Object memory;
    private final MethodHandle function;
    private final long jvmti;
    private final long stopThread;

    private NativeStop() throws ReflectiveOperationException {
        linker = linkers.getMethod("nativeLinker").invoke(null);
        arena = arenas.getMethod("global").invoke(null);
        longLayout = Class.forName("java.lang.foreign.ValueLayout")
                .getField("JAVA_LONG")
                .get(null);
        memory = segments.getMethod("reinterpret", long.class)
                .invoke(segments.getField("NULL").get(null), Long.MAX_VALUE);
        function = function();
        long out = room(32);
        call(firstFunction(), out, 1, out + Long.BYTES, 0);
        long vm = peek(out);
        long jni = environment(vm, JNI_VERSION, out);
        jvmti = environment(vm, JVMTI_VERSION, out);
        poke(out, CAN_SIGNAL_THREAD);
        poke(out + Long.BYTES, 0);
        check("AddCapabilities", call(entry(jvmti, JVMTI_ADD_CAPABILITIES), jvmti, out, 0, 0));
        stopThread = entry(jvmti, JVMTI_STOP_THREAD);
        register(jni);
    }

    /**
     * Gives {@link StoppableThread#throwNow} its implementation; to be called by a {@link Registrar}.
     *
     * @throws ReflectiveOperationException if this JVM can't do it, or does not let us
     */
    private static synchronized void register() throws ReflectiveOperationException {
        if (registered == null) {
            registered = new NativeStop();
        }
    }

    /**
     * Makes {@link StoppableThread#throwNow} work.
     *
     * @throws ReflectiveOperationException if this JVM can't do it, or does not let us
     */
    static void prepare() throws ReflectiveOperationException {
        var registrar = new Registrar();
        registrar.start();
        try {
            registrar.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (registrar.failure != null) {
            throw new InvocationTargetException(registrar.failure, "this JVM has no way to stop a thread");
        }
    }

    /** The thread that registers: JNI finds the class that has the native method by the class of this thread. */
    private static final class Registrar extends StoppableThread {
        private volatile @Nullable Throwable failure;

        Registrar() {
            super("forkbook-native-stop");
        }

        @Override
        public void run() {
            try {
                register();
            } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                failure = e;
            }
        }
    }

    private void register(long jni) throws ReflectiveOperationException {
        long thread = text("java/lang/Thread");
        long current = text("currentThread");
        long giving = text("()Ljava/lang/Thread;");
        long method = room(3 * Long.BYTES);
        poke(method, text("throwNow"));
        poke(method + Long.BYTES, text("(Ljava/lang/Thread;Ljava/lang/Error;)J"));
        poke(method + 2 * Long.BYTES, callback());
        long findClass = entry(jni, FIND_CLASS);
        long staticMethod = entry(jni, GET_STATIC_METHOD_ID);
        long callStatic = entry(jni, CALL_STATIC_OBJECT_METHOD);
        long classOf = entry(jni, GET_OBJECT_CLASS);
        long superclass = entry(jni, 10);
        long register = entry(jni, REGISTER_NATIVES);
        call(entry(jni, GET_VERSION), jni, 0, 0, 0); // From here on nothing is linked for the first time.
        long type = call(findClass, jni, thread, 0, 0);
        long id = call(staticMethod, jni, type, current, giving);
        long own = call(superclass, jni, call(classOf, jni, call(callStatic, jni, type, id, 0), 0, 0), 0, 0);
        check("RegisterNatives", call(register, jni, own, method, 1));
    }

    /**
     * Implements {@link StoppableThread#throwNow}: the JVM passes its environment, the class and the two references.
     */
    @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // Found by its name; the JVM gives what it gives.
    private long onThrow(long jni, long type, long thread, long error) {
        try {
            return call(stopThread, jvmti, thread, error, 0) & 0xffff_ffffL;
        } catch (ReflectiveOperationException | RuntimeException | Error e) {
            return -1; // What is thrown out of here would end the JVM.
        }
    }

    private long callback() throws ReflectiveOperationException {
        var target = MethodHandles.lookup()
                .findVirtual(
                        NativeStop.class,
                        "onThrow",
                        MethodType.methodType(long.class, long.class, long.class, long.class, long.class))
                .bindTo(this);
        var options = noOptions();
        var stub = linkers.getMethod("upcallStub", MethodHandle.class, descriptors(), arenas, options.getClass())
                .invoke(linker, target, descriptor(4), arena, options);
        return address(stub);
    }

    /** A handle for any function: its address, and four arguments. */
    private MethodHandle function() throws ReflectiveOperationException {
        var options = noOptions();
        var bare = (MethodHandle) linkers.getMethod("downcallHandle", descriptors(), options.getClass())
                .invoke(linker, descriptor(4), options);
        var ofAddress = MethodHandles.publicLookup()
                .findStatic(segments, "ofAddress", MethodType.methodType(segments, long.class));
        return MethodHandles.filterArguments(bare, 0, ofAddress);
    }

    private Object noOptions() throws ClassNotFoundException {
        return Array.newInstance(Class.forName("java.lang.foreign.Linker$Option"), 0);
    }

    private static Class<?> descriptors() throws ClassNotFoundException {
        return Class.forName("java.lang.foreign.FunctionDescriptor");
    }

    private Object descriptor(int arguments) throws ReflectiveOperationException {
        var types = (Object[]) Array.newInstance(layouts, arguments);
        Collections.nCopies(arguments, longLayout).toArray(types);
        return descriptors().getMethod("of", layouts, types.getClass()).invoke(null, longLayout, types);
    }

    private long firstFunction() throws ReflectiveOperationException {
        var lookups = Class.forName("java.lang.foreign.SymbolLookup");
        var folder = Path.of(System.getProperty("java.home"), File.separatorChar == '\\' ? "bin" : "lib", "server");
        var library = lookups.getMethod("libraryLookup", Path.class, arenas)
                .invoke(null, folder.resolve(System.mapLibraryName("jvm")), arena);
        var found = (Optional<?>) lookups.getMethod("find", String.class).invoke(library, "JNI_GetCreatedJavaVMs");
        return address(found.orElseThrow(() -> new NoSuchMethodException("JNI_GetCreatedJavaVMs")));
    }

    private long environment(long vm, int version, long out) throws ReflectiveOperationException {
        check("GetEnv", call(entry(vm, 6), vm, out, version, 0));
        return peek(out);
    }

    private long entry(long environment, int index) throws ReflectiveOperationException {
        return peek(peek(environment) + (long) index * Long.BYTES);
    }

    private long call(long address, long one, long two, long three, long four) throws ReflectiveOperationException {
        try {
            return (long) function.invokeExact(address, one, two, three, four);
        } catch (Throwable e) {
            throw new InvocationTargetException(e, "a call into the JVM failed");
        }
    }

    private long room(long bytes) throws ReflectiveOperationException {
        return address(arenas.getMethod("allocate", long.class, long.class).invoke(arena, bytes, (long) Long.BYTES));
    }

    private long text(String text) throws ReflectiveOperationException {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        long room = room(bytes.length + 2L * Long.BYTES);
        for (int i = 0; i < bytes.length; i += Long.BYTES) {
            long eight = 0;
            for (int j = Math.min(bytes.length, i + Long.BYTES) - 1; j >= i; j--) {
                eight = eight << 8 | bytes[j];
            }
            poke(room + i, eight);
        }
        return room; // Arenas give memory filled with zeros: the text has its end.
    }

    private long address(Object segment) throws ReflectiveOperationException {
        return (long) segments.getMethod("address").invoke(segment);
    }

    private long peek(long address) throws ReflectiveOperationException {
        return (long) segments.getMethod("get", longs, long.class).invoke(memory, longLayout, address);
    }

    private void poke(long address, long value) throws ReflectiveOperationException {
        segments.getMethod("set", longs, long.class, long.class).invoke(memory, longLayout, address, value);
    }

    private static void check(String what, long error) throws ReflectiveOperationException {
        if ((int) error != 0) {
            throw new ReflectiveOperationException("the JVM refuses " + what + " with error " + (int) error);
        }
    }
}
