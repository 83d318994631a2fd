package org.forkbook.serialization;

/** An object stream that keeps the targets of the references in it alive until they have arrived. */
public interface ReferenceKeeper {

    /** Called by a reference that is being written; in any other stream the reference pins its object. */
    void keep(PinnableReference reference);
}
