package org.forkbook.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.security.Security;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.forkbook.multiprocessing.RemoteCallable;
import org.forkbook.multiprocessing.WorkerProcess;
import org.forkbook.multiprocessing.pool.ProcessPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers that don't behave: the pool goes on, its other workers see nothing of it, and all of them end. */
@Timeout(300)
class RudeWorkerTest {

    @Test
    void whateverATaskDoesToItsProcessThePoolGoesOnAndEnds() throws Exception {
        long start;
        try (var pool = new ProcessPool(2)) {
            for (RemoteCallable<Integer> rude : List.<RemoteCallable<Integer>>of(
                    () -> {
                        System.out.close();
                        System.err.close();
                        new FileOutputStream(FileDescriptor.out).close();
                        new FileOutputStream(FileDescriptor.err).close();
                        return 1;
                    },
                    () -> {
                        System.in.close();
                        return 1;
                    },
                    () -> {
                        System.setProperty("user.dir", "/nowhere");
                        System.setProperty("java.io.tmpdir", "/nowhere");
                        System.setProperty("java.home", "/nowhere");
                        System.setProperty("java.security.policy", "/nowhere");
                        System.setProperty("jdk.serialFilter", "!*");
                        Security.setProperty("securerandom.source", "file:/nowhere");
                        System.getProperties().remove("java.class.path");
                        return 1;
                    },
                    () -> {
                        for (int i = 0; i < 20; i++) {
                            new Thread(() -> {
                                        while (true) {
                                            try {
                                                new CountDownLatch(1).await();
                                            } catch (InterruptedException e) {
                                                // Goes on whatever anyone wants.
                                            }
                                        }
                                    })
                                    .start();
                        }
                        return 1;
                    },
                    () -> {
                        Thread.setDefaultUncaughtExceptionHandler(
                                (thread, e) -> Runtime.getRuntime().halt(9));
                        Thread.currentThread().interrupt();
                        Thread.currentThread().setName("main, or so");
                        return 1;
                    })) {
                for (int i = 0; i < 4; i++) {
                    assertEquals(1, pool.submit(rude).get(120, TimeUnit.SECONDS));
                }
                assertEquals(List.of(2, 3), pool.map(x -> x + 1, List.of(1, 2)));
            }
            start = System.nanoTime();
        }
        var took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.toSeconds() < 100, took.toString());
        Traces.figures("a pool of rude workers has closed in " + took.toMillis() + " ms");
    }

    @Test
    void aFloodOfOutputArrivesAndHoldsUpNobodyElse() throws Exception {
        try (var pool = new ProcessPool(2);
                var flood = new WorkerProcess(() -> {
                    var line = "x".repeat(99);
                    while (true) {
                        System.err.println(line);
                    }
                })) {
            var err = System.err;
            System.setErr(new java.io.PrintStream(java.io.OutputStream.nullOutputStream(), false));
            try {
                flood.start();
                for (int i = 0; i < 100; i++) {
                    assertEquals(i, pool.apply(() -> 0) + i);
                }
            } finally {
                flood.kill();
                flood.join();
                System.setErr(err);
            }
        }
    }
}
