package org.forkbook.kernel.execution;

/** Thread into which an error can be thrown from outside, wherever it is: also in a loop of a library. */
public abstract class StoppableThread extends Thread {

    private volatile Error error = new CellInterruptedError();

    StoppableThread(String name) {
        this(name, 0);
    }

    /**
     * A daemon thread with a stack of its own size.
     *
     * @param stackBytes how large its stack is; 0 for the JVM's usual size
     */
    public StoppableThread(String name, long stackBytes) {
        super(null, null, name, stackBytes);
        setDaemon(true);
    }

    /** The error that was last thrown into it; its stack trace says where the thread was. */
    Error error() {
        return error;
    }

    /** Throws an error into this thread; false when this JDK has no way to do it. */
    public boolean throwInto() {
        var said = new CellInterruptedError();
        said.setStackTrace(getStackTrace());
        error = said;
        return throwInto(this, said);
    }

    /** Whether it is what {@code Thread.stop} throws; by its name, because JDKs to come may not have it. */
    public static boolean isThreadDeath(Throwable thrown) {
        return thrown.getClass().getName().equals("java.lang.ThreadDeath");
    }

    /**
     * Throws an error into a thread: JDKs up to 19 have one of their own for it. False when this JDK has no way to do
     * it.
     */
    static boolean throwInto(Thread thread, Error error) {
        try {
            if (Runtime.version().feature() < 20) {
                Thread.class.getMethod("stop").invoke(thread);
                return true;
            }
            NativeStop.prepare();
            return throwNow(thread, error) == 0;
        } catch (ReflectiveOperationException | LinkageError e) {
            return false; // The caller has another means: to abandon the thread.
        }
    }

    /** Throws an error into a thread at once; returns zero, or JVMTI's error code. */
    private static native long throwNow(Thread thread, Error thrown);
}
