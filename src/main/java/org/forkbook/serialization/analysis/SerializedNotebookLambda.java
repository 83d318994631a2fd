package org.forkbook.serialization.analysis;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * The serialization proxy of a notebook lambda: the call site in a class file that creates it, and what it captured.
 * It is deserialized as the lambda itself.
 *
 * @param capturing the class that contains the call site
 * @param site the index of the call site's {@code invokedynamic} among those of the class
 * @param captured what it captured, in order
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record SerializedNotebookLambda(
        Class<?> capturing, int site, @Nullable Object[] captured) implements Serializable {

    public static @Nullable Object[] captured(SerializedLambda lambda) {
        var captured = new Object[lambda.getCapturedArgCount()];
        for (var index = 0; index < captured.length; index++) {
            captured[index] = lambda.getCapturedArg(index);
        }
        return captured;
    }

    /**
     * The form of a lambda that is reachable from what it captured. An object stream hands out such a reference
     * before the lambda can be created, so the reference is to a proxy that finds its lambda later.
     */
    public Object asProxy(Class<?> functionalInterface) {
        return Proxy.newProxyInstance(capturing.getClassLoader(), new Class<?>[] {functionalInterface}, new Late(this));
    }

    /** The invocation handler of a {@linkplain #asProxy proxy}: it forwards calls to the lambda, once that is known. */
    public static final class Late implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 1L;

        // The components of a recipe, since a recipe itself would be deserialized as its lambda.
        private final Class<?> capturing;
        private final int site;

        @SuppressWarnings("serial") // Captured values are checked when they are written.
        private final @Nullable Object[] captured;

        private transient volatile @Nullable Object lambda;

        Late(SerializedNotebookLambda form) {
            capturing = form.capturing();
            site = form.site();
            captured = form.captured();
        }

        public SerializedNotebookLambda recipe() {
            return new SerializedNotebookLambda(capturing, site, captured);
        }

        public void resolve(Object made) {
            lambda = made;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            try {
                method.setAccessible(true);
                return method.invoke(lambda, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        }
    }
}
