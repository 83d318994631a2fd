package org.forkbook.kernel.eval;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.forkbook.kernel.display.Rendering;
import org.forkbook.multiprocessing.OpenPools;
import org.jspecify.annotations.Nullable;

/**
 * Where the notebook's variables have their values: each in a static field of a wrapper class. When a type is written
 * again, JShell makes new wrapper classes for the variables that depend on it; their values move there.
 */
final class Variables {

    private static final Duration TIME_FOR_TEXT = Duration.ofSeconds(1);
    private static final int LONGEST_TEXT = 500;

    private final ClassLoader loader;
    private final Map<String, String> holders = new ConcurrentHashMap<>();
    private final Map<String, String> types = new ConcurrentHashMap<>();

    Variables(ClassLoader loader) {
        this.loader = loader;
    }

    /** A variable whose value could not move, and why. */
    record Lost(String name, String reason) {}

    /** A value on its way from one field to another. */
    private record Move(
            String name, String holder, Field to, @Nullable Object value) {}

    /** Notes that a variable has its value in this class from now on. */
    void holds(String name, String wrapper) {
        var before = holders.put(name, wrapper);
        if (before != null && !before.equals(wrapper)) {
            letGo(before, name);
        }
    }

    /** A field that isn't the variable's any more keeps no pool, though code that was compiled before may read it. */
    private void letGo(String wrapper, String name) {
        try {
            var field = field(wrapper, name);
            var borrowed = OpenPools.borrowed(field.get(null));
            if (borrowed != null && field.getType().isInstance(borrowed)) {
                field.set(null, borrowed);
            }
        } catch (ReflectiveOperationException | LinkageError e) {
            return; // It holds nothing then.
        }
    }

    /** The wrapper classes, of those given by their variables' names, for which there is a value in another. */
    Set<String> thatMove(Map<String, String> wrappers) {
        var moving = new HashSet<String>();
        wrappers.forEach((name, wrapper) -> {
            var holder = holders.get(name);
            if (holder != null && !holder.equals(wrapper)) {
                moving.add(wrapper);
            }
        });
        return moving;
    }

    /**
     * Takes the values of variables to their new classes, together, so that what they share stays shared.
     *
     * @param changed the types that have new classes, by name
     * @param reset the variables' new wrapper classes, by name
     */
    List<Lost> move(Map<String, String> changed, Map<String, String> reset) {
        types.putAll(changed);
        var lost = new ArrayList<Lost>();
        var moves = new ArrayList<Move>();
        var moving = thatMove(reset);
        reset.forEach((name, wrapper) -> {
            var holder = holders.get(name);
            if (holder != null && moving.contains(wrapper)) {
                try {
                    moves.add(new Move(
                            name,
                            holder,
                            field(wrapper, name),
                            field(holder, name).get(null)));
                } catch (ReflectiveOperationException | LinkageError e) {
                    lost.add(new Lost(name, String.valueOf(e.getMessage())));
                }
            }
        });
        if (moves.isEmpty()) {
            return lost;
        }
        var renewed = renew(moves, lost);
        for (var move : moves) {
            if (renewed.containsKey(move.name())) {
                put(move, renewed.get(move.name()), lost);
            }
            holds(move.name(), move.to().getDeclaringClass().getName());
        }
        return lost;
    }

    private Map<String, @Nullable Object> renew(List<Move> moves, List<Lost> lost) {
        var renewal = new Renewal(loader, types);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        moves.forEach(move -> values.put(move.name(), move.value()));
        try {
            return renewal.of(values);
        } catch (Exception | LinkageError together) { // One of them can't; the others may. User code runs in here too.
            Map<String, @Nullable Object> alone = new LinkedHashMap<>();
            for (var move : moves) {
                Map<String, @Nullable Object> one = new LinkedHashMap<>();
                one.put(move.name(), move.value());
                try {
                    alone.putAll(renewal.of(one));
                } catch (Exception | LinkageError e) {
                    lost.add(new Lost(move.name(), Renewal.reason(e)));
                    values.remove(move.name());
                }
            }
            try {
                return renewal.of(values); // What they share stays shared.
            } catch (Exception | LinkageError e) {
                return alone;
            }
        }
    }

    private static void put(Move move, @Nullable Object value, List<Lost> lost) {
        try {
            if (value != null || !move.to().getType().isPrimitive()) {
                move.to().set(null, value);
            }
        } catch (IllegalArgumentException | IllegalAccessException e) {
            lost.add(new Lost(move.name(), "its value does not fit its type any more"));
        }
    }

    /** A variable's value; null too when it has none yet. */
    @Nullable
    Object value(String wrapper, String name) {
        try {
            return field(wrapper, name).get(null);
        } catch (ReflectiveOperationException | LinkageError e) {
            return null; // Declared, but not to be used before something else is declared.
        }
    }

    /** What a variable's value looks like, in short; null when it has none, or takes long to say. */
    @Nullable
    String text(String name, CellThread thread) {
        var holder = holders.get(name);
        if (holder == null) {
            return null;
        }
        try {
            // It may run code of the notebook, which may take any time.
            var text = thread.briefly(TIME_FOR_TEXT, () -> {
                var data = Rendering.of(field(holder, name).get(null));
                return data.data().get("text/plain").getAsString();
            });
            return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text;
        } catch (Throwable e) { // Whatever its toString() throws, or a stop that came first.
            return null; // Its own text is of no use then.
        }
    }

    /** The values, without those that are null, by the names of their variables. */
    Map<String, Object> values() {
        var values = new HashMap<String, Object>();
        holders.forEach((name, holder) -> {
            try {
                var value = field(holder, name).get(null);
                if (value != null) {
                    values.put(name, value);
                }
            } catch (ReflectiveOperationException | LinkageError e) {
                return; // A variable that can't be read holds nothing that counts.
            }
        });
        return values;
    }

    private Field field(String wrapper, String name) throws ReflectiveOperationException {
        var field = Class.forName(wrapper, true, loader).getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
