package org.forkbook.capsule;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The writing of objects whose classes are not serializable to an object stream, each as an {@link ObjectForm}.
 *
 * <p>An object stream hands out a reference to what is being read before it is whole. For a form that would be the form
 * and not its object; so an object that may be reached again from its own fields is written in two parts. The first makes
 * the object, with those of its fields that refer to nothing further. The others follow when all else has been written,
 * which also keeps long chains of objects from nesting.
 *
 * <p>For one stream and one thread.
 */
public final class FormWriter {

    /** So many objects are looked at to find that an object is not reached again; most hold only a few values. */
    private static final int LOOKED_AT = 16;

    private final Function<Class<?>, @Nullable ObjectLayout> layouts;
    private final Set<Class<?>> described = new HashSet<>();
    private final Deque<Object> halves = new ArrayDeque<>();
    private @Nullable Class<?> lastType;
    private @Nullable ObjectLayout lastLayout;

    /** @param layouts the layouts of the classes whose objects are written so; null for any other class */
    public FormWriter(Function<Class<?>, @Nullable ObjectLayout> layouts) {
        this.layouts = layouts;
    }

    private @Nullable ObjectLayout layout(Class<?> type) {
        if (type != lastType) {
            lastLayout = type.getClassLoader() == null ? null : layouts.apply(type);
            lastType = type;
        }
        return lastLayout;
    }

    /** Whether an object is written as a form. */
    boolean covers(Object object) {
        return layout(object.getClass()) != null;
    }

    /** The form to write for an object; the object itself if its class is written by the stream. */
    public Object replace(Object object) {
        return covers(object) ? new ObjectForm(object, this) : object;
    }

    /** Writes what is left of the objects that have been written by half; called when the stream writes nothing else. */
    public void finish(ObjectOutputStream out) throws IOException {
        for (var object = halves.poll(); object != null; object = halves.poll()) {
            out.writeBoolean(true);
            out.writeObject(object);
            var layout = known(object);
            for (var field : layout.fields()) {
                if (!field.getType().isPrimitive()) {
                    var value = layout.value(field, object);
                    if (!isEnd(value)) {
                        out.writeBoolean(true);
                        out.writeObject(value);
                        continue;
                    }
                    out.writeBoolean(false);
                }
            }
        }
        out.writeBoolean(false);
    }

    private ObjectLayout known(Object object) {
        var layout = layout(object.getClass());
        if (layout == null) {
            throw new IllegalArgumentException("written without a form: " + object.getClass());
        }
        return layout;
    }

    void write(Object object, ObjectOutput out) throws IOException {
        var layout = known(object);
        var type = layout.type();
        out.writeObject(type);
        if (described.add(type)) {
            layout.constructor(); // The reader could do nothing about it.
            out.writeObject(layout.described());
        }
        var isHalf = mayReachItself(object, layout);
        out.writeBoolean(isHalf);
        for (var field : layout.fields()) {
            var value = layout.value(field, object);
            if (field.getType().isPrimitive()) {
                writePrimitive(value, out);
            } else if (!isHalf) {
                out.writeObject(value);
            } else if (isEnd(value)) {
                out.writeBoolean(true);
                out.writeObject(value);
            } else {
                out.writeBoolean(false);
            }
        }
        if (isHalf) {
            halves.add(object);
        }
    }

    private static void writePrimitive(@Nullable Object value, ObjectOutput out) throws IOException {
        if (value instanceof Integer number) {
            out.writeInt(number);
        } else if (value instanceof Double number) {
            out.writeDouble(number);
        } else if (value instanceof Long number) {
            out.writeLong(number);
        } else if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else if (value instanceof Character letter) {
            out.writeChar(letter);
        } else if (value instanceof Byte number) {
            out.writeByte(number);
        } else if (value instanceof Short number) {
            out.writeShort(number);
        } else if (value instanceof Float number) {
            out.writeFloat(number);
        }
    }

    /** Whether an object refers to nothing further. */
    private static boolean isEnd(@Nullable Object value) {
        if (ObjectParts.isLeaf(value)) {
            return true;
        }
        var name = value == null ? "" : value.getClass().getPackageName();
        return name.equals("java.time") || name.equals("java.math");
    }

    /** Whether an object is reached again from its fields, or so much is that nobody has looked. */
    private boolean mayReachItself(Object object, ObjectLayout layout) throws InvalidClassException {
        if (refersToEndsOnly(object, layout)) {
            return false;
        }
        var open = new ArrayDeque<Object>();
        addFields(object, layout, open);
        var seen = Collections.<Object>newSetFromMap(new IdentityHashMap<>());
        var isKnown = true;
        while (!open.isEmpty() && isKnown) {
            var next = open.remove();
            if (next == object) {
                return !cantBeHalf(layout, true);
            }
            if (seen.add(next)) {
                isKnown = seen.size() < LOOKED_AT && addParts(next, open);
            }
        }
        return !isKnown && !cantBeHalf(layout, false);
    }

    private static boolean refersToEndsOnly(Object object, ObjectLayout layout) {
        for (var field : layout.fields()) {
            if (!field.getType().isPrimitive() && !isEnd(layout.value(field, object))) {
                return false;
            }
        }
        return true;
    }

    /** A record is made with all that it holds. */
    private static boolean cantBeHalf(ObjectLayout layout, boolean reachesItself) throws InvalidClassException {
        if (layout.type().isRecord() && reachesItself) {
            throw new InvalidClassException(
                    layout.type().getName(),
                    "it is a record that is reached again from what it holds, and a record can only be made after that");
        }
        return layout.type().isRecord();
    }

    private void addFields(Object object, ObjectLayout layout, Deque<Object> open) {
        for (var field : layout.fields()) {
            if (!field.getType().isPrimitive()) {
                add(layout.value(field, object), open);
            }
        }
    }

    private static void add(@Nullable Object value, Deque<Object> open) {
        if (value != null && !isEnd(value)) {
            open.add(value);
        }
    }

    /** Adds what an object refers to; false when that can't be told, or is too much. */
    private boolean addParts(Object object, Deque<Object> open) {
        var layout = layout(object.getClass());
        if (layout != null) {
            addFields(object, layout, open);
            return true;
        }
        if (object instanceof Object[] array && array.length <= LOOKED_AT) {
            for (var element : array) {
                add(element, open);
            }
            return true;
        }
        if (!object.getClass().getName().startsWith("java.util.")) {
            return false;
        }
        if (object instanceof Collection<?> collection && collection.size() <= LOOKED_AT) {
            collection.forEach(element -> add(element, open));
            return true;
        }
        if (object instanceof Map<?, ?> map && map.size() <= LOOKED_AT) {
            map.forEach((key, value) -> {
                add(key, open);
                add(value, open);
            });
            return true;
        }
        return false;
    }
}
