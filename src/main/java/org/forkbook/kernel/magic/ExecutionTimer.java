package org.forkbook.kernel.magic;

/** Listener that times the code of a cell, fragment by fragment, without compilation. */
public interface ExecutionTimer {

    /** A timer that does nothing. */
    ExecutionTimer NONE = new ExecutionTimer() {
        @Override
        public void begins() {}

        @Override
        public void ended() {}
    };

    /** Called when a fragment begins, on its thread. */
    void begins();

    /** Called when it has ended, on its thread, whatever its outcome. */
    void ended();
}
