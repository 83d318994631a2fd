package org.forkbook.kernel.bytecode;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import org.forkbook.kernel.display.StackTraces;

/**
 * Replacements for a notebook's calls of {@code printStackTrace}: they print the cells' lines without the frames of
 * JShell and the kernel. An exception that overrides {@code printStackTrace} is left alone.
 *
 * <p>Public because the code of notebooks refers to it; not for use by hand.
 */
public final class TraceCalls {

    static final String NAME = "printStackTrace";

    /** The replacements' types, by the type of the replaced method. */
    private static final Map<MethodType, MethodType> TYPES = Map.of(
            MethodType.methodType(void.class), MethodType.methodType(void.class, Throwable.class),
            MethodType.methodType(void.class, PrintStream.class),
                    MethodType.methodType(void.class, Throwable.class, PrintStream.class),
            MethodType.methodType(void.class, PrintWriter.class),
                    MethodType.methodType(void.class, Throwable.class, PrintWriter.class));

    private TraceCalls() {}

    /** Whether a call may print an exception's stack trace. */
    static boolean covers(String name, String descriptor) {
        return name.equals(NAME)
                && TYPES.keySet().stream()
                        .anyMatch(type -> type.toMethodDescriptorString().equals(descriptor));
    }

    /** Links a call of an object's {@code printStackTrace}; the object may be anything that has such a method. */
    public static CallSite link(MethodHandles.Lookup caller, String name, MethodType type, MethodHandle original)
            throws ReflectiveOperationException {
        var other = TYPES.get(type.dropParameterTypes(0, 1));
        return new ConstantCallSite(
                other != null && Throwable.class.isAssignableFrom(type.parameterType(0))
                        ? MethodHandles.lookup()
                                .findStatic(TraceCalls.class, "print", other)
                                .asType(type)
                        : original.asType(type));
    }

    static void print(Throwable thrown) {
        if (hasOwnWay(thrown)) {
            thrown.printStackTrace();
        } else {
            System.err.println(StackTraces.of(thrown));
        }
    }

    static void print(Throwable thrown, PrintStream out) {
        if (hasOwnWay(thrown)) {
            thrown.printStackTrace(out);
        } else {
            out.println(StackTraces.of(thrown));
        }
    }

    static void print(Throwable thrown, PrintWriter out) {
        if (hasOwnWay(thrown)) {
            thrown.printStackTrace(out);
        } else {
            out.println(StackTraces.of(thrown));
        }
    }

    private static boolean hasOwnWay(Throwable thrown) {
        try {
            for (var type : TYPES.keySet()) {
                var own = thrown.getClass().getMethod(NAME, type.parameterArray());
                if (own.getDeclaringClass() != Throwable.class) {
                    return true;
                }
            }
            return false;
        } catch (NoSuchMethodException e) {
            throw new AssertionError("every exception has " + NAME, e);
        }
    }
}
