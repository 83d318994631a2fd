package org.forkbook.multiprocessing.pool;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * Access to a private field of a JDK class: by reflection if its package is open, or else by {@code sun.misc.Unsafe}.
 */
interface PrivateField {
    @Nullable
    Object get(Object owner) throws ReflectiveOperationException;

    void set(Object owner, Object value) throws ReflectiveOperationException;

    static PrivateField of(Field field) throws ReflectiveOperationException {
        if (field.trySetAccessible()) {
            return new PrivateField() {
                @Override
                public @Nullable Object get(Object owner) throws ReflectiveOperationException {
                    return field.get(owner);
                }

                @Override
                public void set(Object owner, Object value) throws ReflectiveOperationException {
                    field.set(owner, value);
                }
            };
        }
        // By reflection, because the compiler warns of every mention.
        var type = Class.forName("sun.misc.Unsafe");
        var instance = type.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        var unsafe = instance.get(null);
        var offset = type.getMethod("objectFieldOffset", Field.class).invoke(unsafe, field);
        var get = type.getMethod("getObject", Object.class, long.class);
        var put = type.getMethod("putObject", Object.class, long.class, Object.class);
        return new PrivateField() {
            @Override
            public @Nullable Object get(Object owner) throws ReflectiveOperationException {
                return get.invoke(unsafe, owner, offset);
            }

            @Override
            public void set(Object owner, Object value) throws ReflectiveOperationException {
                put.invoke(unsafe, owner, offset, value);
            }
        };
    }
}
