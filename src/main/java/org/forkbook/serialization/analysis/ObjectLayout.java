package org.forkbook.serialization.analysis;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The field layout of a notebook class that is not serializable: it reads the instance fields of its objects, and
 * creates objects from their values.
 *
 * <p>Transient fields are left out. As in Java serialization, an object is created with the no-argument constructor
 * of the nearest superclass that is not the notebook's, and a record with its canonical constructor.
 */
public final class ObjectLayout {

    /** The members by which a class customizes its serialization. */
    private static final Set<String> HOOKS = Set.of(
            "writeObject", "readObject", "readObjectNoData", "readResolve", "writeExternal", "serialPersistentFields");

    private final Class<?> type;
    private final Class<?> ancestor;
    private final List<Field> fields = new ArrayList<>();
    private final List<Field> primitives;
    private final char[] kinds;
    private final List<Field> references;
    private final String described;
    private boolean hasHooks;
    private boolean hasOwnHash;
    private volatile @Nullable Constructor<?> constructor;

    /**
     * The layout of a class.
     *
     * @param isOfNotebook whether a class is the notebook's: the layout includes the fields of such superclasses
     */
    public ObjectLayout(Class<?> type, Predicate<Class<?>> isOfNotebook) {
        this.type = type;
        var levels = new ArrayList<Class<?>>();
        Class<?> level = type;
        while (level.getSuperclass() != null && isOfNotebook.test(level)) {
            levels.add(0, level);
            level = level.getSuperclass();
        }
        ancestor = level;
        for (var own : levels) {
            addFields(own);
            for (var method : own.getDeclaredMethods()) {
                hasHooks |= HOOKS.contains(method.getName());
                hasOwnHash |= method.getName().equals("hashCode") && method.getParameterCount() == 0;
            }
        }
        primitives =
                fields.stream().filter(field -> field.getType().isPrimitive()).toList();
        kinds = primitives.stream()
                .map(field -> field.getType().descriptorString())
                .collect(Collectors.joining())
                .toCharArray();
        references =
                fields.stream().filter(field -> !field.getType().isPrimitive()).toList();
        described = Stream.concat(primitives.stream(), references.stream())
                .map(ObjectLayout::describe)
                .collect(Collectors.joining(" "));
    }

    private void addFields(Class<?> level) {
        for (var field : level.getDeclaredFields()) {
            if ((field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0) {
                field.setAccessible(true);
                fields.add(field);
            }
            hasHooks |= HOOKS.contains(field.getName());
        }
    }

    /** A field's descriptor character, its declaring class and its name, as text. */
    private static String describe(Field field) {
        return field.getType().descriptorString().charAt(0)
                + field.getDeclaringClass().getSimpleName() + "." + field.getName();
    }

    public Class<?> type() {
        return type;
    }

    /** Whether the class customizes its serialization. */
    public boolean hasHooks() {
        return hasHooks;
    }

    /** Whether notebook code computes the hash code of the objects. */
    public boolean hasOwnHash() {
        return hasOwnHash;
    }

    /** The fields as text, the primitive ones first, for a reader whose version of the class may have others. */
    public String described() {
        return described;
    }

    public List<Field> fields() {
        return fields;
    }

    /** The index of the field that matches a description; negative if there is none. */
    public int indexOf(String description) throws InvalidClassException {
        for (int i = 0; i < fields.size(); i++) {
            var field = fields.get(i);
            var own = describe(field);
            if (own.substring(1).equals(description.substring(1))) {
                if (own.charAt(0) != description.charAt(0) && (isPrimitive(own) || isPrimitive(description))) {
                    throw new InvalidClassException(type.getName(), "incompatible types for field " + field.getName());
                }
                return i;
            }
        }
        return -1;
    }

    public static boolean isPrimitive(String description) {
        return description.charAt(0) != 'L' && description.charAt(0) != '[';
    }

    /** The values of the reference fields. */
    @Nullable
    public Object[] references(Object object) {
        var values = new @Nullable Object[references.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = FieldAccess.get(references.get(i), object);
        }
        return values;
    }

    public void writePrimitives(Object object, ObjectOutput out) throws IOException {
        for (int i = 0; i < kinds.length; i++) {
            FieldAccess.write(kinds[i], primitives.get(i), object, out);
        }
    }

    /** Reads the value of a field whose description begins with {@code kind}. */
    public void readPrimitive(char kind, int index, Object object, ObjectInput in) throws IOException {
        FieldAccess.read(kind, fields.get(index), object, in);
    }

    public void set(int index, Object object, @Nullable Object value) throws InvalidClassException {
        var field = fields.get(index);
        try {
            FieldAccess.set(field, object, value);
        } catch (IllegalArgumentException e) {
            throw new InvalidClassException(type.getName(), "incompatible types for field " + field.getName());
        }
    }

    /** Creates an object without field values, or a record with these components. */
    public Object make(@Nullable Object... components) throws InvalidClassException, InvalidObjectException {
        try {
            return constructor().newInstance(components);
        } catch (InvocationTargetException | IllegalArgumentException e) {
            var cause = Objects.requireNonNullElse(e.getCause(), e);
            var failure = new InvalidObjectException(type.getName() + " can't be recreated: " + cause);
            failure.initCause(cause);
            throw failure;
        } catch (ReflectiveOperationException e) {
            throw new InvalidClassException(type.getName(), "no object of it can be created: " + e);
        }
    }

    /**
     * The constructor of objects.
     *
     * @throws InvalidClassException if there is none; this is checked before an object is sent
     */
    public Constructor<?> constructor() throws InvalidClassException {
        var known = constructor;
        if (known == null) {
            try {
                known = type.isRecord()
                        ? type.getDeclaredConstructor(
                                fields.stream().map(Field::getType).toArray(Class<?>[]::new))
                        : Factory.newConstructor(type, initialConstructor(type, ancestor));
            } catch (ReflectiveOperationException e) {
                throw new InvalidClassException(type.getName(), "no object of it can be created: " + e);
            }
            known.setAccessible(true);
            constructor = known;
        }
        return known;
    }

    /**
     * The constructor of a class's nearest superclass that isn't serialized, which creates its objects.
     *
     * @throws InvalidClassException if there is none
     */
    public static Constructor<?> initialConstructor(Class<?> type, Class<?> ancestor) throws InvalidClassException {
        return Arrays.stream(ancestor.getDeclaredConstructors())
                .filter(some -> some.getParameterCount() == 0 && !Modifier.isPrivate(some.getModifiers()))
                .findFirst()
                .orElseThrow(() -> new InvalidClassException(
                        type.getName(),
                        "its superclass " + ancestor.getName() + " is not serializable and has no constructor without"
                                + " parameters, so it can't be created in another process"));
    }

    /** The JDK's factory of objects whose own constructors are not run: it is in the module {@code jdk.unsupported}. */
    private static final class Factory {
        private static final Object FACTORY;
        private static final Method METHOD;

        static {
            try {
                var type = Class.forName("sun.reflect.ReflectionFactory");
                FACTORY = type.getMethod("getReflectionFactory").invoke(null);
                METHOD = type.getMethod("newConstructorForSerialization", Class.class, Constructor.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        static Constructor<?> newConstructor(Class<?> type, Constructor<?> initial)
                throws ReflectiveOperationException {
            return (Constructor<?>) METHOD.invoke(FACTORY, type, initial);
        }
    }
}
