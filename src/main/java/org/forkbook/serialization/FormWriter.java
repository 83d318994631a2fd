package org.forkbook.serialization;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.forkbook.serialization.analysis.CycleSearch;
import org.forkbook.serialization.analysis.CycleSearch.Outcome;
import org.forkbook.serialization.analysis.ObjectLayout;
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

    private final Function<Class<?>, @Nullable ObjectLayout> layouts;
    private final Map<Class<?>, Optional<Form>> forms = new HashMap<>();
    private int described;
    /** What has been left out of the objects that have been written by half, with null for what was not. */
    private final Deque<@Nullable Object[]> rests = new ArrayDeque<>();

    private @Nullable Class<?> lastType;
    private @Nullable Form lastForm;

    private final CycleSearch cycles = new CycleSearch(this::layout);

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

    /**
     * A writer for one capsule.
     *
     * @param layouts the layouts of the classes whose objects are written so; null for any other class
     */
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

    private @Nullable ObjectLayout layout(Class<?> type) {
        var form = form(type);
        return form == null ? null : form.layout;
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
        var wasInTree = isInTree;
        var cycle = isInTree ? Outcome.TREE : cycle(object, layout, values);
        isInTree = cycle == Outcome.TREE;
        var isHalf = cycle == Outcome.CYCLE
                || (cycle == Outcome.UNKNOWN && !layout.type().isRecord());
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
            out.writeBoolean(cycles.isEnd(value));
        }
        for (int i = 0; i < values.length; i++) {
            if (cycles.isEnd(values[i])) {
                out.writeObject(values[i]);
                values[i] = null;
            }
        }
    }

    /** Whether an object is reached again from its fields; of a record, which is made with all that it holds, it may not be. */
    private Outcome cycle(Object object, ObjectLayout layout, @Nullable Object[] values) throws InvalidClassException {
        var isLink = isOfMuch;
        isOfMuch = false;
        var isRecord = layout.type().isRecord();
        if (isLink && !layout.hasOwnHash() && !isRecord) {
            return Outcome.UNKNOWN; // A long chain is not looked at link by link.
        }
        var cycle = cycles.from(object, values, layout.hasOwnHash() ? LOOKED_AT_OF_KEYS : LOOKED_AT);
        if (cycle == Outcome.CYCLE && isRecord) {
            throw new InvalidClassException(
                    layout.type().getName(),
                    "it is a record that contains itself, directly or indirectly, and can only be created after its"
                            + " contents");
        }
        return cycle;
    }
}
