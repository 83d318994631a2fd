package org.forkbook.capsule;

import java.io.ObjectOutputStream;

/**
 * What travels in place of an object that stays in its process and is found there by those who get the reference. It keeps
 * that object alive, as long as it is kept itself, where it was written.
 */
public interface PinnableReference {

    /** Makes the object stay, since nobody sees when the reference has arrived, or whether it will. */
    void pin();

    /** For the reference's {@code writeObject}: has the stream keep it, or else pins it. */
    default void isWrittenTo(ObjectOutputStream out) {
        if (out instanceof ReferenceKeeper keeper) {
            keeper.keep(this);
        } else {
            pin();
        }
    }
}
