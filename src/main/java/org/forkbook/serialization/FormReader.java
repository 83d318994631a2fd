package org.forkbook.serialization;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.forkbook.serialization.analysis.FieldAccess;
import org.forkbook.serialization.analysis.ObjectLayout;
import org.jspecify.annotations.Nullable;

/**
 * The deserializer of {@link ObjectForm}s that a {@link FormWriter} has written. The class may have other fields
 * here: those of the same name get the values.
 *
 * <p>For one stream and one thread.
 */
public final class FormReader {

    private final Function<Class<?>, @Nullable ObjectLayout> layouts;
    private final List<Plan> plans = new ArrayList<>();
    private final Deque<Half> halves = new ArrayDeque<>();

    /** A field in the stream, and the index of the field here that gets its value; negative if there is none. */
    private record Step(char kind, int index) {}

    /** The steps that read an object of a class. */
    private record Plan(ObjectLayout layout, List<Step> primitives, List<Step> references) {}

    /** A partially read object, and its remaining steps. */
    private record Half(Plan plan, Object object, List<Step> rest) {}

    /**
     * A reader for one capsule.
     *
     * @param layouts the layouts of the classes that are read in this form; null for any other class
     */
    public FormReader(Function<Class<?>, @Nullable ObjectLayout> layouts) {
        this.layouts = layouts;
    }

    /** The object that a form stands for; the object itself if it is not a form. */
    public static Object resolve(Object object) {
        return object instanceof ObjectForm form ? form.object() : object;
    }

    Object read(ObjectInput in) throws IOException, ClassNotFoundException {
        var head = in.readInt();
        var plan = plan(head >> 1, in);
        var isHalf = (head & 1) != 0;
        return plan.layout().type().isRecord() ? readRecord(plan, isHalf, in) : readObject(plan, isHalf, in);
    }

    private Plan plan(int number, ObjectInput in) throws IOException, ClassNotFoundException {
        if (number >= 0 && number < plans.size()) {
            return plans.get(number);
        }
        if (number != plans.size()) {
            throw new InvalidObjectException("an object of a class that has not been described");
        }
        var type = (Class<?>) in.readObject();
        var layout = layouts.apply(type);
        if (layout == null) {
            throw new InvalidClassException(type.getName(), "it is neither a class of the notebook nor serializable");
        }
        var plan = new Plan(layout, new ArrayList<>(), new ArrayList<>());
        var described = String.valueOf(in.readObject());
        for (var description : described.isEmpty() ? new String[0] : described.split(" ", -1)) {
            var steps = ObjectLayout.isPrimitive(description) ? plan.primitives() : plan.references();
            steps.add(new Step(description.charAt(0), layout.indexOf(description)));
        }
        plans.add(plan);
        return plan;
    }

    private static Object readRecord(Plan plan, boolean isHalf, ObjectInput in)
            throws IOException, ClassNotFoundException {
        if (isHalf) {
            throw new InvalidObjectException("a record can't be read partially");
        }
        var components = plan.layout().fields();
        var values = new @Nullable Object[components.size()];
        for (var step : plan.primitives()) {
            var value = FieldAccess.read(step.kind(), in);
            if (step.index() >= 0) {
                values[step.index()] = value;
            }
        }
        for (var step : plan.references()) {
            var value = in.readObject();
            if (step.index() >= 0) {
                values[step.index()] = value;
            }
        }
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null
                    // The writer's version of the record does not have this component.
                    && components.get(i).getType().isPrimitive()) {
                values[i] = Array.get(Array.newInstance(components.get(i).getType(), 1), 0);
            }
        }
        return plan.layout().make(values);
    }

    private Object readObject(Plan plan, boolean isHalf, ObjectInput in) throws IOException, ClassNotFoundException {
        var object = plan.layout().make();
        for (var step : plan.primitives()) {
            if (step.index() >= 0) {
                plan.layout().readPrimitive(step.kind(), step.index(), object, in);
            } else {
                FieldAccess.read(step.kind(), in);
            }
        }
        if (isHalf) {
            readEnds(plan, object, in);
        } else {
            readReferences(plan, plan.references(), object, in);
        }
        return object;
    }

    private void readEnds(Plan plan, Object object, ObjectInput in) throws IOException, ClassNotFoundException {
        var ends = new ArrayList<Step>();
        var rest = new ArrayList<Step>();
        for (var step : plan.references()) {
            (in.readBoolean() ? ends : rest).add(step);
        }
        readReferences(plan, ends, object, in);
        halves.add(new Half(plan, object, rest));
    }

    private static void readReferences(Plan plan, List<Step> steps, Object object, ObjectInput in)
            throws IOException, ClassNotFoundException {
        for (var step : steps) {
            var value = in.readObject();
            if (step.index() >= 0) {
                plan.layout().set(step.index(), object, value);
            }
        }
    }

    /** Completes the partially read objects. */
    public void finish(ObjectInputStream in) throws IOException, ClassNotFoundException {
        for (var half = halves.poll(); half != null; half = halves.poll()) {
            readReferences(half.plan(), half.rest(), half.object(), in);
        }
    }
}
