package org.forkbook.checks;

/** Buffer of text that arrives from several threads and processes; of too much text, it keeps the beginning. */
final class Transcript {

    private static final int LONGEST = 5_000_000;

    private final StringBuilder all = new StringBuilder();
    private final StringBuilder workers = new StringBuilder();
    private final StringBuilder notebook = new StringBuilder();
    private final StringBuilder errors = new StringBuilder();

    synchronized void worker(String text) {
        add(workers, text);
        add(all, text);
    }

    synchronized void notebook(String text) {
        add(notebook, text);
        add(all, text);
    }

    synchronized void error(String text) {
        add(errors, text);
    }

    private static void add(StringBuilder buffer, String text) {
        if (buffer.length() < LONGEST) {
            buffer.append(text);
        }
    }

    synchronized Printed output() {
        return new Printed(all.toString(), workers.toString(), notebook.toString(), errors.toString());
    }
}
