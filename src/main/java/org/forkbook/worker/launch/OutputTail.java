package org.forkbook.worker.launch;

/**
 * The last part of what a worker wrote to its standard streams, kept by the parent: it holds the JVM's message when
 * it fails to start or crashes.
 */
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
