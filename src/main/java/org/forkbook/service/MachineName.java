package org.forkbook.service;

import org.jspecify.annotations.Nullable;

/**
 * The name of the machine that this process runs on, as far as sharing is concerned: processes with the same name
 * reach each other's sockets and shared memory.
 *
 * <p>It is empty in a program and in the workers on its own machine. A worker on a cluster's node is started with the
 * node's name, which its own child processes inherit.
 */
public final class MachineName {
    /** The environment variable that holds the name. */
    public static final String VARIABLE = "FORKBOOK_MACHINE";

    private static final String NAME = named(System.getenv(VARIABLE));

    private MachineName() {}

    private static String named(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** The name of this machine. */
    public static String own() {
        return NAME;
    }

    /** Whether a name is this machine's. */
    public static boolean isThis(String name) {
        return NAME.equals(name);
    }

    /** What an error message calls a machine. */
    public static String called(String name) {
        return isThis(name)
                ? NAME.isEmpty() ? "this machine" : "this machine, " + NAME
                : name.isEmpty() ? "the program's machine" : name;
    }
}
