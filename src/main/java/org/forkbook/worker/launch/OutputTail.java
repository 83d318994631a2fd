package org.forkbook.worker.launch;

/** The end of what a process wrote to its standard streams: where a JVM says why it won't start, or why it crashed. */
final class OutputTail {
    private static final int KEPT = 2000;
    private final StringBuilder text = new StringBuilder();

    synchronized void add(String more) {
        text.append(more);
        if (text.length() > 2 * KEPT) {
            text.delete(0, text.length() - KEPT);
        }
    }

    synchronized String text() {
        return text.substring(Math.max(0, text.length() - KEPT)).strip();
    }
}
