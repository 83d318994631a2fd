package org.forkbook.worker.launch;

/**
 * The exit status of a worker process, as its parent sees it.
 *
 * @param code the exit code; minus the signal's number when a signal ended the process
 * @param outputTail the end of what the JVM itself, or native code, wrote to the process's standard error and output
 */
public record WorkerExit(int code, String outputTail) {

    private static final int SIGNAL_BASE = 128;
    private static final int LAST_SIGNAL = 64;

    /**
     * Tells a signal from a code that looks like one.
     *
     * @param status the JDK's exit value: 128 + n for the signal n
     * @param leaving the worker's last message, or -1 if it sent none: the JVM didn't exit in good order
     */
    static WorkerExit of(int status, int leaving, String outputTail) {
        boolean ambiguous = status > SIGNAL_BASE && status <= SIGNAL_BASE + LAST_SIGNAL;
        boolean signal = ambiguous && (leaving == -1 || leaving == status - SIGNAL_BASE);
        return new WorkerExit(signal ? SIGNAL_BASE - status : status, outputTail);
    }

    /** The exit status as text, such as {@code was killed by signal 9 (SIGKILL)}. */
    public String describe() {
        if (code >= 0) {
            return "ended with exit code " + code;
        }
        return "was ended by signal " + -code + " (" + signalName(-code) + ")";
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
