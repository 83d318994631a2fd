package org.forkbook.cluster;

import java.io.IOException;

/** A cluster gives no slots any more; the message says why, and what to do. */
public final class ClusterFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    ClusterFailedException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
