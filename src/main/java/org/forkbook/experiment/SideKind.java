package org.forkbook.experiment;

/** Kinds of sides in a comparison. */
public enum SideKind {
    /** One task after the other. */
    SERIAL("serial", "serial"),
    /** On threads of this process. */
    THREADS("thread", "threads"),
    /** In processes of their own. */
    PROCESSES("process", "processes");

    private final String one;
    private final String many;

    SideKind(String one, String many) {
        this.one = one;
        this.many = many;
    }

    /** Such as {@code serial}, {@code 2 threads} or {@code 1 process}. */
    String name(int workers) {
        return this == SERIAL ? one : workers + " " + (workers == 1 ? one : many);
    }

    /** Such as {@code threads}. */
    String plural() {
        return many;
    }
}
