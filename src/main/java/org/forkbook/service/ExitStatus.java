package org.forkbook.service;

/**
 * How a process ended, in the words of every message about it.
 *
 * @param code the exit code; minus the signal's number when a signal ended the process
 */
public record ExitStatus(int code) {

    /** What the JDK adds to the number of a signal. */
    public static final int SIGNAL_BASE = 128;

    private static final int LAST_SIGNAL = 64;

    /** Reads the JDK's exit value: 128 + n for the signal n, though a program can exit with such a code too. */
    public static ExitStatus of(int value) {
        boolean signal = value > SIGNAL_BASE && value <= SIGNAL_BASE + LAST_SIGNAL;
        return new ExitStatus(signal ? SIGNAL_BASE - value : value);
    }

    /** What ended the process, such as {@code was ended by signal 9 (SIGKILL)}. */
    public String describe() {
        return code >= 0
                ? "ended with exit code " + code
                : "was ended by signal " + -code + " (" + signalName(-code) + ")";
    }

    /** The likely cause of a signal, such as {@code was asked to end}; empty for an exit code. */
    public String likelyCause() {
        return switch (code) {
            case -9 -> "was killed, often by the system because memory ran out";
            case -15, -2, -1 -> "was asked to end, by a user or by a time limit of the system";
            case -11, -6, -4, -7 -> "crashed, usually in native code; an hs_err file may show where";
            default -> code < 0 ? "was sent that signal by a process" : "";
        };
    }

    /** {@link #describe} with the likely cause. */
    public String explain() {
        return describe() + (likelyCause().isEmpty() ? "" : ": it " + likelyCause());
    }

    private static String signalName(int signal) {
        return switch (signal) {
            case 1 -> "SIGHUP";
            case 2 -> "SIGINT";
            case 3 -> "SIGQUIT";
            case 4 -> "SIGILL";
            case 5 -> "SIGTRAP";
            case 6 -> "SIGABRT";
            case 7 -> "SIGBUS";
            case 8 -> "SIGFPE";
            case 9 -> "SIGKILL";
            case 10 -> "SIGUSR1";
            case 11 -> "SIGSEGV";
            case 12 -> "SIGUSR2";
            case 13 -> "SIGPIPE";
            case 14 -> "SIGALRM";
            case 15 -> "SIGTERM";
            case 24 -> "SIGXCPU";
            case 25 -> "SIGXFSZ";
            default -> "signal " + signal;
        };
    }
}
