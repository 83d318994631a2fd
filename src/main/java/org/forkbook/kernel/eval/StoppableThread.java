package org.forkbook.kernel.eval;

/** A thread into which an error can be thrown from outside, wherever it is: also in a loop of a library. */
abstract class StoppableThread extends Thread {

    private volatile Error error = new CellInterruptedError();

    StoppableThread(String name) {
        super(name);
        setDaemon(true);
    }

    /** What was last thrown into it; its trace says where the thread was. */
    Error error() {
        return error;
    }

    /** Throws an error into this thread; false when this JDK has no way to do it. */
    boolean throwInto() {
        try {
            var said = new CellInterruptedError();
            said.setStackTrace(getStackTrace());
            error = said;
            if (Runtime.version().feature() < 20) {
                Thread.class.getMethod("stop").invoke(this);
                return true;
            }
            NativeStop.prepare();
            return throwNow(said) == 0;
        } catch (ReflectiveOperationException | LinkageError e) {
            return false; // Who asks has another way: to leave the thread behind.
        }
    }

    /** Throws an error into this thread at once; gives zero, or JVMTI's number for what is wrong. */
    private native long throwNow(Error thrown);
}
