package org.forkbook.worker;

/** The threads of this package: named, daemons, without the inheritable thread locals of who happened to start them. */
final class Daemons {
    private static final int STACK = 256 * 1024;

    private Daemons() {}

    static Thread start(String name, Runnable body) {
        var thread = new Thread(null, body, name, 0, false);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** A thread for a body that only moves bytes; not started. */
    static Thread small(String name, Runnable body) {
        var thread = new Thread(null, body, name, STACK, false);
        thread.setDaemon(true);
        return thread;
    }
}
