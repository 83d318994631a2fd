package org.forkbook.kernel.execution;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;

/**
 * Safepoint at which a notebook's code can be stopped: every loop and every method of a cell calls {@link #POLL}.
 *
 * <p>Disarmed, the call is empty, and compiled code has no trace of it. {@link #arm()} makes all of them ask whether
 * their thread belongs to an interrupted cell; such a thread gets an error at each poll, so that a loop that catches
 * {@link Throwable} ends too.
 *
 * <p>Public because the code of notebooks refers to it; not for use by hand.
 */
public final class InterruptPoll {

    private static final MethodHandle NOTHING = MethodHandles.empty(MethodType.methodType(void.class));
    private static final MethodHandle CHECK;
    private static final MutableCallSite SITE = new MutableCallSite(NOTHING);

    /** The method handle that polls call. */
    public static final MethodHandle POLL = SITE.dynamicInvoker();

    private static int armed;

    static {
        try {
            CHECK = MethodHandles.lookup().findStatic(InterruptPoll.class, "check", MethodType.methodType(void.class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private InterruptPoll() {}

    /** Makes polls ask; pairs with {@link #disarm()}. */
    static synchronized void arm() {
        if (armed++ == 0) {
            target(CHECK);
        }
    }

    static synchronized void disarm() {
        if (--armed == 0) {
            target(NOTHING);
        }
    }

    private static void target(MethodHandle target) {
        SITE.setTarget(target);
        MutableCallSite.syncAll(new MutableCallSite[] {SITE});
    }

    @SuppressWarnings("UnusedMethod") // Called through CHECK.
    private static void check() {
        var run = CellRun.ofThread();
        if (run != null && run.isInterrupted()) {
            throw new CellInterruptedError();
        }
    }
}
