package org.forkbook.service;

import java.util.List;

/**
 * How a process ended, in the words of every message about it.
 *
 * @param code the exit code; minus the signal's number when a signal ended the process
 */
public record ExitStatus(int code) {

    /** What the JDK adds to the number of a signal. */
    public static final int SIGNAL_BASE = 128;

    private static final int LAST_SIGNAL = 64;
    /** The names on Linux, from signal 1 on. */
    private static final List<String> SIGNALS = List.of(
            ("HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN"
                            + " TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS")
                    .split(" "));

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
        return signal <= SIGNALS.size() ? "SIG" + SIGNALS.get(signal - 1) : "signal " + signal;
    }
}
