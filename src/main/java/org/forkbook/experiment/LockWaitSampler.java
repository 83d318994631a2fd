package org.forkbook.experiment;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Sampler of what other threads wait for, every few milliseconds. */
final class LockWaitSampler implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 3;
    /** The smallest fraction of the samples that is reported. */
    private static final double WORTH_TELLING = 0.15;

    private final long[] threads;
    private final Map<String, Integer> seen = new HashMap<>(); // touched by its thread until that has ended
    private int looks;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::look, "forkbook-onlooker");

    private LockWaitSampler(long[] threads) {
        this.threads = threads;
    }

    static LockWaitSampler watch(long[] threads) {
        var sampler = new LockWaitSampler(threads);
        sampler.thread.setDaemon(true);
        sampler.thread.start();
        return sampler;
    }

    private void look() {
        var bean = ManagementFactory.getThreadMXBean();
        try {
            while (!closed.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
                for (var info : bean.getThreadInfo(threads)) {
                    if (info == null) {
                        continue;
                    }
                    looks++;
                    var lock = info.getLockInfo();
                    if (lock != null && !isInbox(lock.getClassName())) {
                        seen.merge(lock.getClassName() + "@" + lock.getIdentityHashCode(), 1, Integer::sum);
                    } else if (info.getThreadState() == Thread.State.TIMED_WAITING) {
                        seen.merge("", 1, Integer::sum);
                    }
                }
            }
        } catch (InterruptedException e) {
            // There is no such thread.
        }
    }

    /** Whether it is a queue where a pool's own thread waits for its next task. */
    private static boolean isInbox(String type) {
        return type.startsWith("java.util.concurrent.LinkedTransferQueue");
    }

    /** A description of what they waited for most; empty when that was negligible. Called once it is closed. */
    String verdict() {
        return seen.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .filter(most -> most.getValue() >= WORTH_TELLING * looks)
                .map(most -> words(most.getKey()))
                .orElse("");
    }

    private static String words(String lock) {
        if (lock.isEmpty()) {
            return "something outside (they slept)";
        }
        var type = lock.substring(0, lock.indexOf('@'));
        if (type.equals("java.lang.Object")) {
            return "one lock";
        }
        return "one lock, that of a " + type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
