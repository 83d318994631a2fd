package org.forkbook.serialization;

/** An object stream that sees to it that what references in it stand for lives until they have arrived. */
public interface ReferenceKeeper {

    /** Called by a reference that is being written; one that is written by any other stream pins its object. */
    void keep(PinnableReference reference);
}
