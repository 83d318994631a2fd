package org.forkbook.service;

import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/**
 * A callback for the failures of a {@link ServiceThread}, those that it survives and the one that ends it. It is
 * called on the service's thread; what a handler throws is logged and otherwise ignored.
 */
public interface FailureHandler {

    /**
     * One step has failed, and the service continues. A caller that waits for the answer to that request is refused
     * here, with the failure's name.
     */
    void stepFailed(Throwable cause);

    /** Too many steps in a row have failed, and the service has ended. Callers that wait for it are told here. */
    void serviceEnded(Throwable cause);

    /** A handler that only writes to the log. */
    static FailureHandler logging(String service) {
        return vital(service, cause -> {});
    }

    /**
     * A logging handler for a service that its process can't do without.
     *
     * @param ended called when the service has ended
     */
    static FailureHandler vital(String service, Consumer<Throwable> ended) {
        return new FailureHandler() {
            @Override
            public void stepFailed(Throwable cause) {
                System.getLogger("org.forkbook.service").log(Level.WARNING, service + ": a request has failed", cause);
            }

            @Override
            public void serviceEnded(Throwable cause) {
                System.getLogger("org.forkbook.service")
                        .log(Level.ERROR, service + " has stopped: too many requests failed in a row", cause);
                ended.accept(cause);
            }
        };
    }
}
