package org.forkbook.hub;

/** The doors of a process that was killed, for one who is left to remove: a worker whose parent has gone. */
public final class Deserted {

    private Deserted() {}

    /** Removes what a process that has ended had in the folders for temporary files, as far as it was a hub's. */
    public static void removeDoorsOf(long pid) {
        Door.removeAllOf(pid);
    }
}
