package org.forkbook.serialization;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/**
 * A serialized reference to an object that stays in its process, where the receivers of the reference find it. As
 * long as the writing process keeps the reference, it keeps the object alive.
 */
public abstract class PinnableReference implements Serializable {
    private static final long serialVersionUID = 1L;

    /** For subclasses. */
    protected PinnableReference() {}

    /** Keeps the object for good, because nobody can tell when the reference will arrive, or whether it will. */
    public abstract void pin();

    private void writeObject(ObjectOutputStream out) throws IOException {
        if (out instanceof ReferenceKeeper keeper) {
            keeper.keep(this);
        } else {
            pin();
        }
        out.defaultWriteObject();
    }
}
