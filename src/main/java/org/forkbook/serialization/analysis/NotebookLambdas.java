package org.forkbook.serialization.analysis;

import java.lang.invoke.CallSite;
import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A registry of the call sites that create notebook lambdas. A lambda whose type is not serializable has no
 * serialized form; but its class belongs to one {@code invokedynamic} of a cell's class, and its fields hold what it
 * captured. From both it can be created again in another process.
 *
 * <p>{@link CodeTransform} routes the creation of such lambdas through {@link #link}. The lambdas are those that the
 * JDK's metafactory creates. Which class belongs to which call site is determined only when a lambda is to be sent.
 *
 * <p>The class is public because the code of notebooks refers to it; it is not meant for use in code.
 */
public final class NotebookLambdas {

    /** Its name in class files. */
    static final String NAME = "org/forkbook/serialization/analysis/NotebookLambdas";

    /** The linked call sites, by nest of classes, whose lambda classes aren't known yet. */
    private static final ClassValue<Queue<Linked>> LINKED = new ClassValue<>() {
        @Override
        protected Queue<Linked> computeValue(Class<?> nestHost) {
            return new ArrayDeque<>();
        }
    };

    private static final ClassValue<Origin> ORIGINS = new ClassValue<>() {
        @Override
        protected Origin computeValue(Class<?> lambda) {
            return new Origin(capturedFields(lambda));
        }
    };

    /** The index, among the metafactory's arguments after the first three, of the type of the lambda's method. */
    private static final int INSTANTIATED = 2;

    private NotebookLambdas() {}

    /**
     * A call site that creates lambdas.
     *
     * @param capturing the class that contains it
     * @param index its index among the {@code invokedynamic}s of the class that create lambdas
     */
    public record Site(Class<?> capturing, int index) {}

    private record Linked(Site site, MethodHandle factory, MethodType instantiated) {}

    /** The call site of one lambda class. */
    private static final class Origin {
        private final List<Field> captured;
        private volatile @Nullable Site site;
        private volatile @Nullable MethodType type;

        Origin(List<Field> captured) {
            this.captured = captured;
        }
    }

    /** The bootstrap of a lambda; called by the JVM. */
    public static CallSite link(
            MethodHandles.Lookup caller,
            String name,
            MethodType type,
            MethodType erased,
            MethodHandle implementation,
            MethodType instantiated,
            int index)
            throws LambdaConversionException {
        return noted(
                caller,
                index,
                instantiated,
                LambdaMetafactory.metafactory(caller, name, type, erased, implementation, instantiated));
    }

    /** The bootstrap of a lambda with bridges or marker interfaces; called by the JVM. */
    public static CallSite linkAlternative(
            MethodHandles.Lookup caller, String name, MethodType type, Object... arguments)
            throws LambdaConversionException {
        int last = arguments.length - 1;
        return noted(
                caller,
                (Integer) arguments[last],
                (MethodType) arguments[INSTANTIATED],
                LambdaMetafactory.altMetafactory(caller, name, type, Arrays.copyOf(arguments, last)));
    }

    private static CallSite noted(MethodHandles.Lookup caller, int index, MethodType instantiated, CallSite linked) {
        var capturing = caller.lookupClass();
        var places = LINKED.get(capturing.getNestHost());
        synchronized (places) {
            places.add(new Linked(new Site(capturing, index), linked.getTarget(), instantiated));
        }
        return linked;
    }

    /** The call site that created an object, if that is such a lambda. */
    public static @Nullable Site siteOf(Object lambda) {
        var type = lambda.getClass();
        if (!type.isHidden()) {
            return null;
        }
        var origin = ORIGINS.get(type);
        if (origin.site == null) {
            findClasses(type.getNestHost());
        }
        return origin.site;
    }

    private static void findClasses(Class<?> nestHost) {
        var places = LINKED.get(nestHost);
        synchronized (places) {
            for (var next = places.poll(); next != null; next = places.poll()) {
                var origin = ORIGINS.get(sample(next.factory()).getClass());
                origin.type = next.instantiated();
                origin.site = next.site();
            }
        }
    }

    /** Creates a lambda at a call site in order to learn its class; it captures zeros, and is discarded. */
    private static Object sample(MethodHandle factory) {
        try {
            return factory.invokeWithArguments(factory.type().parameterList().stream()
                    .map(type -> Array.get(Array.newInstance(type, 1), 0))
                    .toArray());
        } catch (Throwable e) { // invokeWithArguments declares it
            throw new AssertionError("a lambda's class only keeps what it is given", e);
        }
    }

    /** Records that a lambda was created again as if by a call site. */
    static void note(Object lambda, Class<?> capturing, int index) {
        if (lambda.getClass().isHidden()) {
            ORIGINS.get(lambda.getClass()).site = new Site(capturing, index);
        }
    }

    /** The erased type of a lambda's method, as at its call site; null if that isn't known. */
    public static @Nullable MethodType typeOf(Object lambda) {
        return siteOf(lambda) == null ? null : ORIGINS.get(lambda.getClass()).type;
    }

    /** The values that a lambda captured, in order; empty if it is no lambda. */
    public static @Nullable Object[] captured(Object lambda) {
        var fields = ORIGINS.get(lambda.getClass()).captured;
        var captured = new Object[fields.size()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = FieldAccess.get(fields.get(i), lambda);
        }
        return captured;
    }

    private static List<Field> capturedFields(Class<?> lambda) {
        var fields = new ArrayList<Field>();
        for (var field : lambda.getDeclaredFields()) {
            if (field.getName().startsWith("arg$") && field.trySetAccessible()) {
                fields.add(field);
            }
        }
        fields.sort(Comparator.comparingInt(
                field -> Integer.parseInt(field.getName().substring("arg$".length()))));
        return fields;
    }
}
