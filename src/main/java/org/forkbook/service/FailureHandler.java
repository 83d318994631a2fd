package org.forkbook.service;

import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/**
 * Told what a {@link ServiceThread} survives, and what it doesn't. Called on the service's thread; what a handler throws is
 * logged and otherwise ignored.
 */
public interface FailureHandler {

    /**
     * One step has failed, and the service goes on: whoever waits for the answer to that request is refused here, by the
     * name of the failure.
     */
    void stepFailed(Throwable cause);

    /** Step after step has failed, and the service has ended: whoever waits for it is told here. */
    void serviceEnded(Throwable cause);

    /** A handler that only writes to the log. */
    static FailureHandler logging(String service) {
        return vital(service, cause -> {});
    }

    /**
     * A handler that writes to the log, of a service without which the process is of no use.
     *
     * @param ended what is to be done when the service has ended
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
