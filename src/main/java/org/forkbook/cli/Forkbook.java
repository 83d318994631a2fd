package org.forkbook.cli;

/** The command line's entry. */
public final class Forkbook {

    private Forkbook() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(args.length);
    }
}
