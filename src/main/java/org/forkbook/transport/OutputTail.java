package org.forkbook.transport;

/**
 * The last part of what another process wrote to its standard streams: it holds the JVM's message when that process
 * fails to start or crashes.
 */
public final class OutputTail {
    private final int kept;
    private final StringBuilder text = new StringBuilder();

    /** Keeps that many characters. */
    public OutputTail(int kept) {
        this.kept = kept;
    }

    /** Adds what the process has written. */
    public synchronized void add(String more) {
        text.append(more);
        if (text.length() > 2 * kept) {
            text.delete(0, text.length() - kept);
        }
    }

    /** The last characters, without blank space around them. */
    public synchronized String text() {
        return text.substring(Math.max(0, text.length() - kept)).strip();
    }
}
