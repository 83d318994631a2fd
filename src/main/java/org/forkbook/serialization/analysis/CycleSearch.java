package org.forkbook.serialization.analysis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The search for a way from an object's fields back to it. For one thread. */
public final class CycleSearch {

    /** What has come of a search. */
    public enum Outcome {
        /** The object isn't reached again. */
        NONE,
        /** Nor is anything else that is reached: what it holds needn't be looked at. */
        TREE,
        /** The object is reached again. */
        CYCLE,
        /** So much is reached that the search has ended, or something that can't be looked into. */
        UNKNOWN
    }

    /** The elements of a collection among which is looked for such objects. */
    private static final int ELEMENTS = 1000;

    /** Among so few objects a look at each is faster than a set. */
    private static final int FEW = 16;

    private final Function<Class<?>, @Nullable ObjectLayout> layouts;

    /** The objects found from the one that is looked at. */
    private final List<Object> found = new ArrayList<>();

    private final Set<Object> foundBeyond = Collections.newSetFromMap(new IdentityHashMap<>());
    private int limit;
    private boolean isTree;

    /**
     * A search through the fields of objects.
     *
     * @param layouts the layouts of the classes whose objects' fields can be looked at; null for any other class
     */
    public CycleSearch(Function<Class<?>, @Nullable ObjectLayout> layouts) {
        this.layouts = layouts;
    }

    /**
     * Looks for an object.
     *
     * @param values what its fields hold
     * @param most how many objects are looked at
     */
    public Outcome from(Object object, @Nullable Object[] values, int most) {
        found.clear();
        foundBeyond.clear();
        isTree = true;
        limit = most;
        var isKnown = addAll(values);
        for (int next = 0; isKnown && next < found.size(); next++) {
            if (found.get(next) == object) {
                return Outcome.CYCLE;
            }
            isKnown = addParts(found.get(next));
        }
        return !isKnown ? Outcome.UNKNOWN : isTree ? Outcome.TREE : Outcome.NONE;
    }

    /** Whether an object refers to nothing further. */
    public boolean isEnd(@Nullable Object value) {
        if (ObjectParts.isLeaf(value)) {
            return !(value instanceof Number) || layouts.apply(value.getClass()) == null;
        }
        var name = value == null ? "" : value.getClass().getPackageName();
        return name.equals("java.time") || name.equals("java.math");
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
        for (int i = 0; i < Math.min(found.size(), FEW); i++) {
            if (found.get(i) == value) {
                isTree = false;
                return true;
            }
        }
        if (found.size() >= limit) {
            return false;
        }
        if (found.size() >= FEW && !foundBeyond.add(value)) {
            isTree = false;
            return true;
        }
        found.add(value);
        return true;
    }

    /** Adds what an object refers to; false when that can't be told, or is too much. */
    private boolean addParts(Object object) {
        var layout = layouts.apply(object.getClass());
        if (layout != null) {
            return addAll(layout.references(object));
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
