package org.forkbook.kernel;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.forkbook.service.Zombie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(120)
class ParentProcessTest {

    @Test
    void aParentsEndIsSeenWhileTheCommonPoolIsBusy() throws Exception {
        var release = new CountDownLatch(1);
        var busy = new CountDownLatch(ForkJoinPool.getCommonPoolParallelism());
        for (long i = busy.getCount(); i > 0; i--) {
            ForkJoinPool.commonPool().execute(() -> {
                busy.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        busy.await();
        try {
            var parent = new ProcessBuilder("sleep", "600").start();
            var gone = new CountDownLatch(1);
            ParentProcess.watch(String.valueOf(parent.pid()), gone::countDown);
            parent.destroyForcibly();
            assertTrue(gone.await(60, SECONDS));
        } finally {
            release.countDown();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aParentForWhichNobodyWaitsHasGone() throws Exception {
        var gone = new CountDownLatch(1);
        try (var parent = Zombie.start()) {
            ParentProcess.watch(String.valueOf(parent.handle().pid()), gone::countDown);
            assertTrue(gone.await(60, SECONDS));
        }
    }
}
