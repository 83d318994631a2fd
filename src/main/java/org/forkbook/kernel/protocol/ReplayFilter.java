package org.forkbook.kernel.protocol;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The signatures of the latest messages, by which one that is sent a second time is known: every honest message has an
 * id of its own, and with it a signature of its own. Safe for many threads.
 */
public final class ReplayFilter {

    private static final int REMEMBERED = 1 << 14;

    private final Map<String, Boolean> seen = new LinkedHashMap<>() { // guarded by this
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > REMEMBERED;
                }
            };

    /** Notes a message's signature; false when it was here before. One without a signature is always new. */
    public synchronized boolean isNew(String signature) {
        return signature.isEmpty() || seen.put(signature, true) == null;
    }
}
