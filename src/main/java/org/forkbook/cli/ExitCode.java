package org.forkbook.cli;

/** The exit codes of every command; {@code --help} lists them too. */
final class ExitCode {

    /** All is well. */
    static final int OK = 0;

    /** The command did its work and the answer is no: a cell failed, a check isn't met. */
    static final int FAILED = 1;

    /** The command could not do its work: wrong arguments, a file that can't be read, a program that is missing. */
    static final int CANNOT = 2;

    /** A fault of Forkbook's own. */
    static final int BUG = 70;

    /** The user stopped it with Ctrl-C. */
    static final int STOPPED = 130;

    private ExitCode() {}
}
