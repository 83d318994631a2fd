package org.forkbook.serialization.analysis;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * A lambda of a notebook on its way: the place in a class file where it is made, and what it captured. It is read back
 * as the lambda itself.
 *
 * @param capturing the class that makes it
 * @param site the index of its {@code invokedynamic} among those of the class
 * @param captured what it captured, in order
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
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
     * The form of a lambda that is reached again from what it captured. An object stream hands out such a reference
     * before the lambda can be made, so the reference is to a proxy that finds its lambda later.
     */
    public Object asProxy(Class<?> functionalInterface) {
        return Proxy.newProxyInstance(capturing.getClassLoader(), new Class<?>[] {functionalInterface}, new Late(this));
    }

    /** What a {@linkplain #asProxy proxy} does: it passes calls on to the lambda, once that is known. */
    public static final class Late implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 1L;

        // The parts of a recipe, since a recipe itself would be read as its lambda.
        private final Class<?> capturing;
        private final int site;

        @SuppressWarnings("serial") // What was captured is checked when it is written.
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
