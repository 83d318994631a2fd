package org.forkbook.shm;

import java.io.Serializable;
import java.util.List;
import java.util.UUID;

/** Where another process finds a cell. */
public record CacheLineReference(SegmentReference segment, int offset) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What is the same in two references to one cell, whoever wrote them. */
    public Object identity() {
        return identity(segment.id(), offset);
    }

    static Object identity(UUID segment, int offset) {
        return List.of(segment, offset);
    }
}
