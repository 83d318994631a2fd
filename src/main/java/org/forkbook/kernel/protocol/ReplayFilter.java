package org.forkbook.kernel.protocol;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Filter of replayed messages, by the signatures of the latest ones: every honest message has a unique id, and so a
 * unique signature. Safe for many threads.
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

    /**
     * Records a message's signature; false when it was recorded before. A message without a signature is always new.
     */
    public synchronized boolean isNew(String signature) {
        return signature.isEmpty() || seen.put(signature, true) == null;
    }
}
