package org.forkbook.kernel;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Handler of SIGINT, which Jupyter sends to kernels whose specification says {@code interrupt_mode: signal}, and which
 * a terminal sends on Ctrl-C.
 *
 * <p>Java handles signals only through {@code sun.misc.Signal}. The compiler warns about each use of it, so it is
 * called by reflection. Where it is missing, the interrupt message still works.
 */
final class InterruptSignal {

    private InterruptSignal() {}

    /** Calls {@code action} at each SIGINT, in place of ending the process. */
    static void handle(Runnable action) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler invocation = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    action.run();
                    return null;
                }
                return method.invoke(action, arguments);
            };
            var proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, invocation);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("INT"), proxy);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            System.getLogger("org.forkbook.kernel")
                    .log(System.Logger.Level.DEBUG, "SIGINT can't be caught; only the interrupt message works", e);
        }
    }
}
