package org.forkbook.kernel.errors;

import org.forkbook.multiprocessing.RemoteException;
import org.forkbook.service.MaximumHeap;
import org.forkbook.usercode.ExceptionDescription;
import org.jspecify.annotations.Nullable;

/**
 * Kind of shortage that an {@link OutOfMemoryError} reports: the JVM has one error for heap, threads and other memory.
 *
 * @param isOfHeap whether it is this process's heap
 * @param advice what has happened and what to do
 */
record OutOfMemoryKind(boolean isOfHeap, String advice) {

    /** The shortage that an exception or its cause reports; null when it reports none. */
    static @Nullable OutOfMemoryKind of(ExceptionDescription description) {
        return description
                .chain()
                .filter(each -> each.thrown() instanceof OutOfMemoryError)
                .findFirst()
                .map(OutOfMemoryKind::ofError)
                .orElse(null);
    }

    private static OutOfMemoryKind ofError(ExceptionDescription error) {
        var what = error.message();
        var cause = error.cause();
        var who = cause != null && cause.thrown() instanceof RemoteException ? "A worker" : "The cell";
        if (what.contains("native thread")) {
            return new OutOfMemoryKind(
                    false,
                    who
                            + " could start no more threads: the heap isn't full, but the limit on threads and"
                            + " processes is"
                            + " reached (ulimit -u, or pids.max of a container). Use fewer threads, such as those of"
                            + " an executor, or raise the limit.");
        }
        if (what.contains("Metaspace") || what.contains("class space")) {
            return new OutOfMemoryKind(
                    false,
                    who + " needed more memory for classes than the option -XX:MaxMetaspaceSize, or"
                            + " -XX:CompressedClassSpaceSize, allows. Restart the kernel, which drops the old"
                            + " versions of redefined classes, or raise the limit.");
        }
        if (what.contains("direct buffer") || what.contains("Direct buffer")) {
            return new OutOfMemoryKind(
                    false,
                    who + " needed more memory outside the heap, for direct buffers, than -XX:MaxDirectMemorySize"
                            + " allows, which by default is as much as the heap. Release buffers that aren't"
                            + " needed any more.");
        }
        if (what.contains("VM limit")) {
            return new OutOfMemoryKind(
                    false, "No array has more than about 2,147,483,645 elements, however large the heap is: split it.");
        }
        if (what.contains("Map failed")) {
            return new OutOfMemoryKind(
                    false, who + " could map no more of a file: the system allows this process no more memory.");
        }
        return who.equals("A worker")
                ? new OutOfMemoryKind(
                        false,
                        "A worker needed more memory than its heap has: give it less data at a time, or more heap"
                                + " with the builder's jvmOptions(\"-Xmx…\").")
                : new OutOfMemoryKind(
                        true,
                        "The cell needed more memory than the kernel has ("
                                + MaximumHeap.text()
                                + "). Variables keep their values: set large ones to null, or give the kernel"
                                + " more heap: forkbook install --heap 4g, or forkbook run --heap 4g.");
    }
}
