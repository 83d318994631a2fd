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

/** A bounded search for a cycle through an object. For one thread. */
public final class CycleSearch {

    /** The outcome of a search. */
    public enum Outcome {
        /** The object is not reachable from its own fields. */
        NONE,
        /** Nothing is reachable twice: the objects that it refers to need not be searched. */
        TREE,
        /** The object is reachable from its own fields. */
        CYCLE,
        /** Too much is reachable, or something that can't be examined. */
        UNKNOWN
    }

    /** The number of a collection's elements that are searched for such objects. */
    private static final int ELEMENTS = 1000;

    /** Up to this number of objects a linear search is faster than a set. */
    private static final int FEW = 16;

    private final Function<Class<?>, @Nullable ObjectLayout> layouts;

    /** The objects found from the current one. */
    private final List<Object> found = new ArrayList<>();

    private final Set<Object> foundBeyond = Collections.newSetFromMap(new IdentityHashMap<>());
    private int limit;
    private boolean isTree;

    /**
     * A search through the fields of objects.
     *
     * @param layouts the layouts of the classes whose fields can be examined; null for any other class
     */
    public CycleSearch(Function<Class<?>, @Nullable ObjectLayout> layouts) {
        this.layouts = layouts;
    }

    /**
     * Searches for a cycle through an object.
     *
     * @param values the values of its fields
     * @param most the maximum number of objects to examine
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

    /** Whether a value refers to nothing further. */
    public boolean isEnd(@Nullable Object value) {
        if (ObjectParts.isLeaf(value)) {
            return !(value instanceof Number) || layouts.apply(value.getClass()) == null;
        }
        var name = value == null ? "" : value.getClass().getPackageName();
        return name.equals("java.time") || name.equals("java.math");
    }

    /** Adds values that may refer to more; false if that is too much. */
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

    /** Adds what an object refers to; false if that is unknown, or too much. */
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
