package org.forkbook.multiprocessing.internal;

/**
 * A process, and the machine that it runs on, as messages name them: {@code process 559 on node3}.
 *
 * @param pid the process
 * @param host the machine; empty for this one
 */
public record ProcessPlace(long pid, String host) {

    @Override
    public String toString() {
        return "process " + pid + (host.isEmpty() ? "" : " on " + host);
    }
}
