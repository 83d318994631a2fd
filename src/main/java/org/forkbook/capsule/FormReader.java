package org.forkbook.capsule;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The reading of what a {@link FormWriter} has written. The class may have other fields here: those of the same name get
 * the values.
 *
 * <p>For one stream and one thread.
 */
public final class FormReader {

    private final Function<Class<?>, @Nullable ObjectLayout> layouts;
    private final Map<Class<?>, Plan> plans = new HashMap<>();

    /** A field of the stream, and which of the fields here gets its value; negative when none does. */
    private record Step(char kind, int index) {

        boolean isPrimitive() {
            return kind != 'L' && kind != '[';
        }
    }

    private record Plan(ObjectLayout layout, List<Step> steps) {}

    /** @param layouts the layouts of the classes whose objects are read so; null for any other class */
    public FormReader(Function<Class<?>, @Nullable ObjectLayout> layouts) {
        this.layouts = layouts;
    }

    /** The object that a form stands for; the object itself if it is no form. */
    public static Object resolve(Object object) {
        return object instanceof ObjectForm form ? form.object() : object;
    }

    Object read(ObjectInput in) throws IOException, ClassNotFoundException {
        var plan = plan((Class<?>) in.readObject(), in);
        return plan.layout().type().isRecord() ? readRecord(plan, in) : readObject(plan, in);
    }

    private Plan plan(Class<?> type, ObjectInput in) throws IOException, ClassNotFoundException {
        var known = plans.get(type);
        if (known != null) {
            return known;
        }
        var layout = layouts.apply(type);
        if (layout == null) {
            throw new InvalidClassException(type.getName(), "it is no class of the notebook, nor serializable");
        }
        var described = String.valueOf(in.readObject());
        var steps = new ArrayList<Step>();
        for (var description : described.isEmpty() ? new String[0] : described.split(" ", -1)) {
            steps.add(new Step(description.charAt(0), layout.indexOf(description)));
        }
        var plan = new Plan(layout, steps);
        plans.put(type, plan);
        return plan;
    }

    private static Object readRecord(Plan plan, ObjectInput in) throws IOException, ClassNotFoundException {
        if (in.readBoolean()) {
            throw new InvalidObjectException("a record can't be read by half");
        }
        var components = plan.layout().fields();
        var values = new @Nullable Object[components.size()];
        for (var step : plan.steps()) {
            var value = step.isPrimitive() ? readPrimitive(step.kind(), in) : in.readObject();
            if (step.index() >= 0) {
                values[step.index()] = value;
            }
        }
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null
                    && components.get(i).getType().isPrimitive()) { // The writer's record has no such one.
                values[i] = Array.get(Array.newInstance(components.get(i).getType(), 1), 0);
            }
        }
        return plan.layout().make(values);
    }

    private static Object readObject(Plan plan, ObjectInput in) throws IOException, ClassNotFoundException {
        var object = plan.layout().make();
        var isHalf = in.readBoolean();
        for (var step : plan.steps()) {
            if (step.isPrimitive()) {
                set(plan, step, object, readPrimitive(step.kind(), in));
            } else if (!isHalf || in.readBoolean()) {
                set(plan, step, object, in.readObject());
            }
        }
        return object;
    }

    /** Reads what is left of the objects that have been read by half. */
    public void finish(ObjectInputStream in) throws IOException, ClassNotFoundException {
        while (in.readBoolean()) {
            var object = in.readObject();
            var plan = object == null ? null : plans.get(object.getClass());
            if (object == null || plan == null) {
                throw new InvalidObjectException("the second half of an object that has no first");
            }
            for (var step : plan.steps()) {
                if (!step.isPrimitive() && in.readBoolean()) {
                    set(plan, step, object, in.readObject());
                }
            }
        }
    }

    private static void set(Plan plan, Step step, Object object, @Nullable Object value) throws IOException {
        if (step.index() >= 0) {
            plan.layout().set(plan.layout().fields().get(step.index()), object, value);
        }
    }

    private static Object readPrimitive(char kind, ObjectInput in) throws IOException {
        return switch (kind) {
            case 'I' -> in.readInt();
            case 'D' -> in.readDouble();
            case 'J' -> in.readLong();
            case 'Z' -> in.readBoolean();
            case 'C' -> in.readChar();
            case 'B' -> in.readByte();
            case 'S' -> in.readShort();
            case 'F' -> in.readFloat();
            default -> throw new InvalidObjectException("no kind of field: " + kind);
        };
    }
}
