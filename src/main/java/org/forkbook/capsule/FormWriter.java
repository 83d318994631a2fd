package org.forkbook.capsule;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** As {@link #LOOKED_AT}, where a half object would do harm: a hash table asks for its hash code as it is read. */
    private static final int LOOKED_AT_OF_KEYS = 1000;

    /** The elements of a collection among which is looked for such objects. */
    private static final int ELEMENTS = 1000;

    private final Function<Class<?>, @Nullable ObjectLayout> layouts;
    private final Map<Class<?>, Optional<Form>> forms = new HashMap<>();
    private int described;
    /** What has been left out of the objects that have been written by half, with null for what was not. */
    private final Deque<@Nullable Object[]> rests = new ArrayDeque<>();

    private @Nullable Class<?> lastType;
    private @Nullable Form lastForm;

    /** The objects found from the one that is looked at. */
    private final List<Object> found = new ArrayList<>();

    private final Set<Object> foundBeyond = Collections.newSetFromMap(new IdentityHashMap<>());
    private int limit;
    private boolean isTree;
    /** Whether what is being written has been seen to be part of a tree, in which nothing is reached again. */
    private boolean isInTree;
    /** Whether the next object is of one of which more is reached than has been looked at. */
    private boolean isOfMuch;

    /** How the objects of a class are written to this stream. */
    private static final class Form {
        final ObjectLayout layout;
        /** By which the stream refers to the class; negative before it has been described there. */
        int number = -1;

        Form(ObjectLayout layout) {
            this.layout = layout;
        }
    }

    /** @param layouts the layouts of the classes whose objects are written so; null for any other class */
    public FormWriter(Function<Class<?>, @Nullable ObjectLayout> layouts) {
        this.layouts = layouts;
    }

    private @Nullable Form form(Class<?> type) {
        if (type == lastType) {
            return lastForm;
        }
        if (type.getClassLoader() == null) {
            return null; // The JDK's, such as the strings between objects of one class.
        }
        lastForm = forms.computeIfAbsent(
                        type, some -> Optional.ofNullable(layouts.apply(some)).map(Form::new))
                .orElse(null);
        lastType = type;
        return lastForm;
    }

    /** Whether an object is written as a form. */
    boolean covers(Object object) {
        return form(object.getClass()) != null;
    }

    /** The form to write for an object; the object itself if its class is written by the stream. */
    public Object replace(Object object) {
        return covers(object) ? new ObjectForm(object, this) : object;
    }

    /** Writes what is left of the objects that have been written by half; called when the stream writes nothing else. */
    public void finish(ObjectOutputStream out) throws IOException {
        for (var rest = rests.poll(); rest != null; rest = rests.poll()) {
            for (var value : rest) {
                if (value != null) {
                    isOfMuch = covers(value);
                    out.writeObject(value);
                    isOfMuch = false;
                }
            }
        }
    }

    /** All that is no object goes first: a stream changes its mode for each run of such values. */
    void write(Object object, ObjectOutput out) throws IOException {
        var form = form(object.getClass());
        if (form == null) {
            throw new IllegalArgumentException("written without a form: " + object.getClass());
        }
        var layout = form.layout;
        var values = layout.references(object);
        isTree = isInTree;
        var isHalf = !isInTree && mayReachItself(object, layout, values);
        var wasInTree = isInTree;
        isInTree = isTree && !isHalf;
        var isNew = form.number < 0;
        if (isNew) {
            layout.constructor(); // The reader could do nothing about it.
            form.number = described++;
        }
        out.writeInt(form.number << 1 | (isHalf ? 1 : 0));
        if (isNew) {
            out.writeObject(layout.type());
            out.writeObject(layout.described());
        }
        layout.writePrimitives(object, out);
        if (isHalf) {
            writeEnds(values, out);
            rests.add(values);
        } else {
            for (var value : values) {
                out.writeObject(value);
            }
        }
        isInTree = wasInTree;
    }

    /** Writes those of the values that refer to nothing further, and takes them out. */
    private void writeEnds(@Nullable Object[] values, ObjectOutput out) throws IOException {
        for (var value : values) {
            out.writeBoolean(isEnd(value));
        }
        for (int i = 0; i < values.length; i++) {
            if (isEnd(values[i])) {
                out.writeObject(values[i]);
                values[i] = null;
            }
        }
    }

    /** Whether an object refers to nothing further. */
    private boolean isEnd(@Nullable Object value) {
        if (ObjectParts.isLeaf(value)) {
            return !(value instanceof Number) || !covers(value);
        }
        var name = value == null ? "" : value.getClass().getPackageName();
        return name.equals("java.time") || name.equals("java.math");
    }

    /** Whether an object is reached again from its fields, or so much is that nobody has looked. */
    private boolean mayReachItself(Object object, ObjectLayout layout, @Nullable Object[] values)
            throws InvalidClassException {
        var isLink = isOfMuch;
        isOfMuch = false;
        if (isLink
                && !layout.hasOwnHash()
                && !layout.type().isRecord()) { // A long chain is not looked at link by link.
            return true;
        }
        found.clear();
        foundBeyond.clear();
        isTree = true;
        limit = layout.hasOwnHash() ? LOOKED_AT_OF_KEYS : LOOKED_AT;
        var isKnown = addAll(values);
        for (int next = 0; isKnown && next < found.size(); next++) {
            if (found.get(next) == object) {
                return !cantBeHalf(layout, true);
            }
            isKnown = addParts(found.get(next));
        }
        isTree &= isKnown;
        return !isKnown && !cantBeHalf(layout, false);
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

    /** Adds what may refer to more; false when that is too much. */
    private boolean addAll(@Nullable Object[] values) {
        for (var value : values) {
            if (!add(value)) {
                return false;
            }
        }
        return true;
    }

    private boolean add(@Nullable Object value) {
        if (value == null || isEnd(value)) {
            return true;
        }
        for (int i = 0; i < Math.min(found.size(), LOOKED_AT); i++) {
            if (found.get(i) == value) {
                isTree = false;
                return true;
            }
        }
        if (found.size() >= limit) {
            return false;
        }
        if (found.size() >= LOOKED_AT && !foundBeyond.add(value)) {
            isTree = false;
            return true;
        }
        found.add(value);
        return true;
    }

    /** Adds what an object refers to; false when that can't be told, or is too much. */
    private boolean addParts(Object object) {
        var form = form(object.getClass());
        if (form != null) {
            return addAll(form.layout.references(object));
        }
        if (object instanceof Object[] array) {
            return array.length <= ELEMENTS && addAll(array);
        }
        if (!object.getClass().getName().startsWith("java.util.")) {
            return false;
        }
        if (object instanceof Collection<?> collection) {
            return collection.size() <= ELEMENTS && addAll(collection.toArray());
        }
        return object instanceof Map<?, ?> map
                && map.size() <= ELEMENTS
                && addAll(map.keySet().toArray())
                && addAll(map.values().toArray());
    }
}
