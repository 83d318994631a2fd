package org.forkbook.kernel;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.forkbook.service.MaximumHeap;
import org.forkbook.service.MemoryReserve;

/** Messages of a kernel that can't go on. */
final class FatalErrorMessages {

    private FatalErrorMessages() {}

    /** The message of the failing kernel itself. */
    static String of(Throwable cause) {
        return "The kernel stops, and its variables are lost: " + reason(cause) + ".\n";
    }

    /** The message that the kernel started in its place shows. */
    static String forTheNext(Throwable cause) {
        return "The previous kernel stopped, and its variables are lost: " + reason(cause) + ".\n";
    }

    private static String reason(Throwable cause) {
        return MemoryReserve.isExhaustion(cause)
                ? "its memory is full (" + MaximumHeap.text() + " of heap). To get a larger heap:"
                        + " forkbook install --heap 4g, or forkbook run --heap 4g"
                : "an internal part has failed: " + cause.getClass().getName();
    }

    /** Writes to the process's own standard error, which Jupyter logs, and not under a cell. */
    static void log(String words) {
        try (var err = new FileOutputStream(FileDescriptor.err)) {
            err.write(("forkbook: " + words).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            return; // Nobody reads it.
        }
    }
}
