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
 * The serializer of objects whose classes are not serializable: it writes each to an object stream as an {@link
 * ObjectForm}.
 *
 * <p>In a cycle, an object stream hands out a reference to an object that is not complete yet. Here that would be the
 * form, and not its object; so an object that may be reachable from its own fields is written in two parts. The first
 * part creates the object, with those of its fields that refer to nothing further. The rest follows when everything
 * else has been written, which also keeps long chains of objects from nesting.
 *
 * <p>For one stream and one thread.
 */
public final class FormWriter {

    /** How many objects are examined to show that an object is not part of a cycle; most hold only a few values. */
    private static final int SEARCH_LIMIT = 16;

    /**
     * As {@link #SEARCH_LIMIT}, where an incomplete object would do harm: a hash table calls its hashCode() while it is
     * read.
     */
    private static final int SEARCH_LIMIT_OF_KEYS = 1000;

    private final Function<Class<?>, @Nullable ObjectLayout> layouts;
    private final Map<Class<?>, Optional<Form>> forms = new HashMap<>();
    private int described;
    /** The remaining values of partially written objects, with null for those that were written. */
    private final Deque<@Nullable Object[]> rests = new ArrayDeque<>();

    private @Nullable Class<?> lastType;
    private @Nullable Form lastForm;

    private final CycleSearch cycles = new CycleSearch(this::layout);

    /** Whether the current object is known to be part of a tree, in which nothing is reachable again. */
    private boolean isInTree;
    /** Whether the next object belongs to one whose graph was too large to be examined. */
    private boolean isOfMuch;

    /** How the objects of a class are written to this stream. */
    private static final class Form {
        final ObjectLayout layout;
        /** The number of the class in the stream; negative before its description has been written. */
        int number = -1;

        Form(ObjectLayout layout) {
            this.layout = layout;
        }
    }

    /**
     * A writer for one capsule.
     *
     * @param layouts the layouts of the classes that are written in this form; null for any other class
     */
    public FormWriter(Function<Class<?>, @Nullable ObjectLayout> layouts) {
        this.layouts = layouts;
    }

    private @Nullable Form form(Class<?> type) {
        if (type == lastType) {
            return lastForm;
        }
        if (type.getClassLoader() == null) {
            return null; // A class of the JDK, such as the strings between objects of one class.
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

    /** The form to write for an object; the object itself if the stream can write its class. */
    public Object replace(Object object) {
        return covers(object) ? new ObjectForm(object, this) : object;
    }

    /** Completes the partially written objects; called when the stream is not writing anything else. */
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

    /** Primitive values come first: a stream changes its mode for each run of them. */
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
            layout.constructor(); // Checked here, because the reader could do nothing about it.
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

    /** Writes the values that refer to nothing further, and removes them. */
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

    /**
     * Searches for a cycle through an object; in a record, which is created with all of its values, there must be
     * none.
     */
    private Outcome cycle(Object object, ObjectLayout layout, @Nullable Object[] values) throws InvalidClassException {
        var isLink = isOfMuch;
        isOfMuch = false;
        var isRecord = layout.type().isRecord();
        if (isLink && !layout.hasOwnHash() && !isRecord) {
            return Outcome.UNKNOWN; // A long chain is not searched link by link.
        }
        var cycle = cycles.from(object, values, layout.hasOwnHash() ? SEARCH_LIMIT_OF_KEYS : SEARCH_LIMIT);
        if (cycle == Outcome.CYCLE && isRecord) {
            throw new InvalidClassException(
                    layout.type().getName(),
                    "it is a record that contains itself, directly or indirectly, and can only be created after its"
                            + " contents");
        }
        return cycle;
    }
}
