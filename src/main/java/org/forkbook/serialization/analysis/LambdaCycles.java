package org.forkbook.serialization.analysis;

import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.function.Predicate;
import org.forkbook.serialization.analysis.ObjectParts.Part;
import org.jspecify.annotations.Nullable;

/**
 * A test for lambdas that are reachable from what they captured, as in {@code f[0] = n -> n < 2 ? 1 : n *
 * f[0].apply(n - 1)}.
 */
public final class LambdaCycles {

    /** A larger graph is assumed to have no such cycle: the search would cost as much as sending it. */
    private static final int LIMIT = 50_000;

    private LambdaCycles() {}

    /** The same for a lambda of a serializable type, which is known in the JDK's serialized form only. */
    public static boolean reachesItself(SerializedLambda lambda, NotebookCode code) {
        return isReached(
                object -> {
                    var other = object.getClass().isHidden() ? ObjectParts.serialized(object) : null;
                    return other != null && same(lambda, other);
                },
                SerializedNotebookLambda.captured(lambda),
                code);
    }

    public static boolean reachesItself(Object lambda, @Nullable Object[] captured, NotebookCode code) {
        return isReached(object -> object == lambda, captured, code);
    }

    private static boolean isReached(Predicate<Object> isWanted, @Nullable Object[] captured, NotebookCode code) {
        var from = new ArrayList<Part>();
        for (var value : captured) {
            if (value != null && !ObjectParts.isLeaf(value)) {
                from.add(new Part("", value));
            }
        }
        return ObjectParts.find(from, (whole, part) -> "", isWanted, LIMIT, code) != null;
    }

    private static boolean same(SerializedLambda one, SerializedLambda other) {
        if (one.getCapturedArgCount() != other.getCapturedArgCount()
                || !one.getImplClass().equals(other.getImplClass())
                || !one.getImplMethodName().equals(other.getImplMethodName())
                || !one.getImplMethodSignature().equals(other.getImplMethodSignature())
                || !one.getFunctionalInterfaceClass().equals(other.getFunctionalInterfaceClass())) {
            return false;
        }
        for (var index = 0; index < one.getCapturedArgCount(); index++) {
            var mine = one.getCapturedArg(index);
            var theirs = other.getCapturedArg(index);
            // Captured primitives are boxed anew each time they are read.
            if (mine != theirs && !(ObjectParts.isLeaf(mine) && mine != null && mine.equals(theirs))) {
                return false;
            }
        }
        return true;
    }
}
