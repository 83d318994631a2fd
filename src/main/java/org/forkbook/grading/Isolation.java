package org.forkbook.grading;

import java.util.List;

/**
 * Means of running a program in new namespaces: with its own processes, network, IPC and files, without privileges, and
 * so that none of its processes outlives it.
 */
interface Isolation {

    /** Its name for the user, such as {@code bubblewrap 0.8.0}. */
    String name();

    /** The command that runs a program inside. */
    List<String> command(Confinement confinement, List<String> program);
}
