package org.forkbook.shm;

import java.io.Serializable;
import java.util.List;
import java.util.UUID;

/** A serializable reference by which another process finds a cache line. */
public record CacheLineReference(SegmentReference segment, int offset) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The identity of the cache line, equal in all references to it. */
    public Object identity() {
        return identity(segment.id(), offset);
    }

    static Object identity(UUID segment, int offset) {
        return List.of(segment, offset);
    }
}
