package org.forkbook.serialization;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A serialized reference to an object that stays in its process, where the receivers of the reference find it. As
 * long as the writing process keeps the reference, it keeps the object alive.
 */
public abstract class PinnableReference implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Null in a deserialized reference. */
    private final transient @Nullable Runnable pinning;

    private final transient @Nullable Class<?> type;

    /**
     * A reference to write.
     *
     * @param type the class of the object, for error messages
     * @param pinning keeps the object for good; refers to it, so that it lives as long as this reference
     */
    protected PinnableReference(Class<?> type, Runnable pinning) {
        this.type = type;
        this.pinning = pinning;
    }

    /** Why the object can't be reached from another machine, in the words of an error message; null if it can. */
    protected abstract @Nullable String refusal(Destination to);

    /**
     * Refuses to be written for another machine if the object can't be reached from there.
     *
     * @throws InvalidClassException with the object's class and the reason
     */
    final void check(Destination to) throws InvalidClassException {
        var reason = refusal(to);
        if (reason != null) {
            throw new InvalidClassException(type == null ? "" : type.getName(), reason);
        }
    }

    /** Keeps the object for good, because nobody can tell when the reference will arrive, or whether it will. */
    public final void pin() {
        if (pinning != null) {
            pinning.run();
        }
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        if (out instanceof ReferenceKeeper keeper) {
            keeper.keep(this);
        } else {
            pin();
        }
        out.defaultWriteObject();
    }
}
