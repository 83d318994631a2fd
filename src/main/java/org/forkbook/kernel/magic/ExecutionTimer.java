package org.forkbook.kernel.magic;

/** Who is told when code of a cell begins to run and when it has ended: piece by piece, compilation left out. */
public interface ExecutionTimer {

    /** Tells nobody. */
    ExecutionTimer NONE = new ExecutionTimer() {
        @Override
        public void begins() {}

        @Override
        public void ended() {}
    };

    /** A piece begins, on this thread. */
    void begins();

    /** It has ended, on this thread, whatever came of it. */
    void ended();
}
