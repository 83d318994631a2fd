package org.forkbook.shm;

import java.io.Serializable;
import java.util.UUID;

/**
 * Where another process finds a segment: the file that its writer holds open.
 *
 * @param id what the segment's first bytes and its file's name must say, so that a reused number is never mistaken for it
 * @param bytes the length of the file
 * @param path the file: {@code /proc/<pid>/fd/<number>} of a file without a name, or an ordinary path
 * @param pid the process that wrote this reference
 */
public record SegmentReference(UUID id, long bytes, String path, long pid) implements Serializable {
    private static final long serialVersionUID = 1L;
}
