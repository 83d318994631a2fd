package org.forkbook.grading;

import java.util.List;

/**
 * A way to run a program in new namespaces: with processes, a network, IPC and files of its own, without privileges, and
 * so that none of its processes outlives it.
 */
interface Isolation {

    /** Its name for the user, such as {@code bubblewrap 0.8.0}. */
    String name();

    /** The command that runs a program inside. */
    List<String> command(Confinement confinement, List<String> program);
}
