package org.forkbook.multiprocessing.pool;

import java.lang.reflect.InaccessibleObjectException;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A task and its fixed result, taken from what {@link Executors#callable(Runnable, Object)} returns, which can't
 * itself be serialized.
 *
 * @param task the task
 * @param result what the callable returns afterwards
 */
record RunnableWithResult(Runnable task, @Nullable Object result) {
    private static final String WRAPPER = "java.util.concurrent.Executors$RunnableAdapter";

    /** The content of a callable; null if it is no such wrapper, or this JDK hides its content. */
    static @Nullable RunnableWithResult in(Object callable) {
        var type = callable.getClass();
        if (!type.getName().equals(WRAPPER)) {
            return null;
        }
        try {
            return PrivateField.of(type.getDeclaredField("task")).get(callable) instanceof Runnable task
                    ? new RunnableWithResult(
                            task,
                            PrivateField.of(type.getDeclaredField("result")).get(callable))
                    : null;
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            return null; // Then the failure to serialize it is reported.
        }
    }
}
