package org.forkbook.multiprocessing.errors;

import org.forkbook.service.MaximumHeap;

/**
 * An object can't be serialized for another process. The message names the variable, its type, the path to the
 * offending object and the remedy.
 */
public final class CannotTravelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final String REMEDY =
            "The limit is 2 GiB, and both processes need room for it in their heaps (-Xmx). Send it in pieces, or"
                    + " keep it where all processes can see it: in a SharedDoubleArray or another shared array, or a"
                    + " SharedMemory.";

    public CannotTravelException(String message, Throwable cause) {
        super(message, cause);
    }

    private CannotTravelException(String message) {
        super(message);
    }

    /**
     * The exception for an object whose serialized form is larger than the free heap, or larger than can be written
     * at all.
     *
     * @param bytes how much had been written
     */
    public static CannotTravelException ofFullHeap(long bytes, OutOfMemoryError cause) {
        return new CannotTravelException(
                "It is too large to be sent to another process at once: the heap of " + MaximumHeap.text()
                        + " was full when " + bytes + " bytes of it had been written. " + REMEDY,
                cause);
    }

    /**
     * The exception for an array that is too large to be sent.
     *
     * @param name its type and length
     */
    public static CannotTravelException ofArray(String name, long bytes) {
        return new CannotTravelException(
                name + " is too large to be sent to another process at once: it has " + bytes + " bytes. " + REMEDY);
    }
}
