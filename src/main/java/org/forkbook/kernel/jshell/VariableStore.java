package org.forkbook.kernel.jshell;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.forkbook.kernel.display.Rendering;
import org.forkbook.kernel.execution.CellThread;
import org.forkbook.multiprocessing.pool.OpenPools;
import org.forkbook.serialization.analysis.NotebookNames;
import org.forkbook.usercode.UserCode;
import org.jspecify.annotations.Nullable;

/**
 * Store of the notebook's variables, each in a static field of a wrapper class. When a type is redefined, JShell makes
 * new wrapper classes for the variables that depend on it, and their values move there.
 */
public final class VariableStore {

    private static final Duration TIME_FOR_TEXT = Duration.ofSeconds(1);
    private static final int LONGEST_TEXT = 500;

    private final ClassLoader loader;
    private final Map<String, String> holders = new ConcurrentHashMap<>();
    private final Map<String, String> types = new ConcurrentHashMap<>();

    VariableStore(ClassLoader loader) {
        this.loader = loader;
    }

    /**
     * A variable whose value could not be migrated, and the reason.
     *
     * @param isKept whether it has its old value nevertheless
     */
    public record Lost(String name, String reason, boolean isKept) {

        /** The message for the user. */
        @Override
        public String toString() {
            return isKept
                    ? name + " keeps objects of the old version of a class: " + reason
                            + ". Run the cell that creates it again to get new ones."
                    : name + " was reset, because its type has changed: " + reason
                            + ". Run the cell that creates it again.";
        }
    }

    /** The move of a value to another field, or to the same one. */
    private record Move(
            String name, Field from, Field to, @Nullable Object value) {

        boolean isOfOneField() {
            return from.equals(to);
        }

        /** Whether the variable's type is, or has in it, a type that has changed. */
        boolean isTypedBy(Map<String, String> changed) {
            var type = to.getGenericType().getTypeName();
            return changed.entrySet().stream()
                    .anyMatch(entry -> type.contains(entry.getValue() + "$" + entry.getKey()));
        }
    }

    /** Notes that a variable has its value in this class from now on. */
    void holds(String name, String wrapper) {
        var before = holders.put(name, wrapper);
        if (before != null && !before.equals(wrapper)) {
            letGo(before, name);
        }
    }

    /** A field that no longer belongs to the variable keeps no pool, though earlier code may still read it. */
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

    /** Whether a variable has its value in another class than this. */
    boolean isElsewhere(String name, String wrapper) {
        var holder = holders.get(name);
        return holder != null && !holder.equals(wrapper);
    }

    /** Whether values have been migrated to this class of a type. */
    boolean isLatest(String type, String wrapper) {
        return wrapper.equals(types.get(type));
    }

    /** Forgets a variable. */
    void forget(String name) {
        holders.remove(name);
    }

    /**
     * Moves the values of variables to their new classes. Objects of changed types are migrated together, so that
     * shared objects stay shared, whatever the type of the variable that holds them.
     *
     * @param fresh the classes of types that are new or have changed, by the types' names
     * @param reset the variables' new wrapper classes, by name
     */
    List<Lost> move(Map<String, String> fresh, Map<String, String> reset) {
        return move(fresh, reset, true);
    }

    /** As {@link #move}, with all values as they are: no code of the user's runs. */
    List<Lost> moveAsTheyAre(Map<String, String> fresh, Map<String, String> reset) {
        return move(fresh, reset, false);
    }

    private List<Lost> move(Map<String, String> fresh, Map<String, String> reset, boolean isMigrating) {
        var changed = new HashMap<>(fresh);
        changed.entrySet().removeIf(type -> type.getValue().equals(types.getOrDefault(type.getKey(), type.getValue())));
        var latest = new HashMap<>(types);
        latest.putAll(fresh);
        var lost = new ArrayList<Lost>();
        var moves = new ArrayList<Move>();
        holders.forEach((name, holder) -> {
            var wrapper = reset.getOrDefault(name, holder);
            if (!wrapper.equals(holder) || !changed.isEmpty()) {
                try {
                    var from = field(holder, name);
                    moves.add(new Move(name, from, field(wrapper, name), from.get(null)));
                } catch (ReflectiveOperationException | LinkageError e) {
                    lost.add(new Lost(name, UserCode.message(e), false));
                }
            }
        });
        var values = new LinkedHashMap<String, @Nullable Object>();
        moves.forEach(move -> values.put(move.name(), move.value()));
        var kept = new HashMap<String, String>();
        if (isMigrating && !changed.isEmpty()) {
            values.putAll(migrated(values, new InstanceMigration(loader, latest), kept));
        }
        // From here on no user code runs: all of them move, or none.
        types.putAll(fresh);
        for (var move : moves) {
            var reason = kept.get(move.name());
            if (reason != null && move.isTypedBy(changed)) {
                lost.add(new Lost(move.name(), reason, false));
                clear(move);
            } else {
                if (reason != null) {
                    lost.add(new Lost(move.name(), reason, true));
                }
                put(move, values.get(move.name()), lost);
            }
            holds(move.name(), move.to().getDeclaringClass().getName());
        }
        return lost;
    }

    /**
     * Values with the objects of old classes migrated.
     *
     * @param kept receives the names of those that can't be migrated, with the reasons
     */
    private static Map<String, @Nullable Object> migrated(
            Map<String, @Nullable Object> values, InstanceMigration migration, Map<String, String> kept) {
        var old = migration.oldOf(values, kept);
        try {
            return migration.of(old);
        } catch (Exception | LinkageError together) {
            var alone = new LinkedHashMap<String, @Nullable Object>();
            for (var name : List.copyOf(old.keySet())) {
                var one = new LinkedHashMap<String, @Nullable Object>();
                one.put(name, old.get(name));
                try {
                    alone.putAll(migration.of(one));
                } catch (Exception | LinkageError e) { // One of them can't; the others may.
                    kept.put(name, InstanceMigration.reason(e));
                    old.remove(name);
                }
            }
            try {
                return migration.of(old); // What they share stays shared.
            } catch (Exception | LinkageError e) {
                return alone;
            }
        }
    }

    private static void put(Move move, @Nullable Object value, List<Lost> lost) {
        try {
            if ((value != null || !move.to().getType().isPrimitive())
                    && !(move.isOfOneField() && value == move.value())) {
                move.to().set(null, value);
            }
        } catch (IllegalArgumentException | IllegalAccessException e) {
            if (!move.isOfOneField()) { // Else nothing that is declared reads it.
                lost.add(new Lost(move.name(), "its value no longer fits its type", false));
            }
        }
    }

    private static void clear(Move move) {
        try {
            if (!move.to().getType().isPrimitive()) {
                move.to().set(null, null);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a field that was made accessible is not", e);
        }
    }

    /** A variable's value; null too when it has none yet. */
    @Nullable
    Object value(String wrapper, String name) {
        try {
            return field(wrapper, name).get(null);
        } catch (ReflectiveOperationException | LinkageError e) {
            return null; // Declared, but unusable until something else is declared.
        }
    }

    /** A variable's type as a source names it, without the type's arguments; null when it has no value yet. */
    @Nullable
    String erasedType(String name) {
        var holder = holders.get(name);
        try {
            var type = holder == null ? null : field(holder, name).getType().getCanonicalName();
            return type == null ? null : NotebookNames.readable(type);
        } catch (ReflectiveOperationException | LinkageError e) {
            return null;
        }
    }

    /** A variable's value as short text; null when it has none, or takes too long. */
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
                return; // A variable that can't be read doesn't count.
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
