package org.forkbook.shm;

import java.io.Serializable;
import java.util.UUID;

/**
 * A serializable reference by which another process finds a segment: the file that its writer holds open.
 *
 * @param id must match the segment's first bytes and its file's name, so that a reused descriptor number is never
 *     mistaken for the segment
 * @param bytes the length of the file
 * @param path the file: {@code /proc/<pid>/fd/<number>} of a file without a name, or an ordinary path
 * @param machine the {@linkplain org.forkbook.service.MachineName name} of the machine that has it
 * @param pid the process that wrote this reference
 */
public record SegmentReference(UUID id, long bytes, String path, String machine, long pid) implements Serializable {
    private static final long serialVersionUID = 1L;
}
