package org.forkbook.serialization;

import java.io.IOException;
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

    /**
     * A reference to write.
     *
     * @param pinning keeps the object for good; refers to it, so that it lives as long as this reference
     */
    protected PinnableReference(Runnable pinning) {
        this.pinning = pinning;
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
