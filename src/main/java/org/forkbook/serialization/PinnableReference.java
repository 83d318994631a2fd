package org.forkbook.serialization;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/**
 * What travels in place of an object that stays in its process and is found there by those who get the reference. It keeps
 * that object alive, as long as it is kept itself, where it was written.
 */
public abstract class PinnableReference implements Serializable {
    private static final long serialVersionUID = 1L;

    /** For subclasses. */
    protected PinnableReference() {}

    /** Makes the object stay, since nobody sees when the reference has arrived, or whether it will. */
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
