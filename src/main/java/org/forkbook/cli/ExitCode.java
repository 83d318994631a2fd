package org.forkbook.cli;

/** Exit codes of every command; {@code --help} lists them too. */
final class ExitCode {

    /** All is well. */
    static final int OK = 0;

    /** The command worked and its result is negative: a cell or a check failed. */
    static final int FAILED = 1;

    /** The command could not do its work: wrong arguments, a file that can't be read, a program that is missing. */
    static final int CANNOT = 2;

    /** A bug in Forkbook. */
    static final int BUG = 70;

    /** The user stopped it with Ctrl-C. */
    static final int STOPPED = 130;

    private ExitCode() {}
}
