package org.forkbook.capsule;

/**
 * What travels in place of an object that stays in its process and is found there by those who get the reference. It keeps
 * that object alive, as long as it is kept itself, where it was written.
 */
public interface PinnableReference {

    /** Makes the object stay for ever, since nobody sees when the reference has arrived, or whether it will. */
    void pin();
}
