package org.forkbook.worker.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.forkbook.multiprocessing.WorkerProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Spares are there when they are wanted, and not when they would be in the way. */
@Timeout(300)
class WarmWorkerPoolTest {
    private static final int USUAL = 2;

    /** What other tests left running would be a reason for spares to wait. */
    @BeforeEach
    void atRest() throws Exception {
        var left = WorkerRegistry.living();
        left.forEach(Worker::kill);
        awaitEnd(left);
    }

    @AfterEach
    void asBefore() {
        WarmWorkerPool.restWhile(() -> false);
        WarmWorkerPool.keep(0);
        WarmWorkerPool.keep(USUAL);
    }

    @Test
    void noSpareStartsWhileSomebodyMeasures() throws Exception {
        WarmWorkerPool.keep(0);
        awaitEnd(spares());
        WarmWorkerPool.keep(1);
        try (var outer = WarmWorkerPool.pause()) {
            WarmWorkerPool.prepare();
            try (var inner = WarmWorkerPool.pause()) {
                inner.close();
                WarmWorkerPool.noteRest(); // Something ended, and yet the outer one goes on.
            }
            TimeUnit.MILLISECONDS.sleep(1500); // Longer than spares wait for quiet: there is nothing to wait for.
            assertEquals(0, spares().size());
            outer.close();
        }
        assertTrue(becomes(1));
    }

    @Test
    void aProgramThatLeavesAProcessorFreeGetsItsSpares() throws Exception {
        WarmWorkerPool.keep(0);
        awaitEnd(spares());
        var asked = new CountDownLatch(1);
        WarmWorkerPool.restWhile(() -> {
            asked.countDown();
            return true; // A cell runs, and sleeps.
        });
        WarmWorkerPool.keep(1);
        WarmWorkerPool.prepare();
        asked.await();
        assertTrue(becomes(1));
    }

    @Test
    void aWorkerThatWaitsForEverIsNoReasonToHaveNoSpares() throws Exception {
        WarmWorkerPool.keep(0);
        awaitEnd(spares());
        var server = new WorkerProcess(() -> LockSupport.park());
        server.start();
        try {
            while (WorkerRegistry.living().stream().noneMatch(worker -> worker.standing() == Worker.Standing.BUSY)) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            WarmWorkerPool.keep(1);
            WarmWorkerPool.prepare();
            assertTrue(becomes(1));
        } finally {
            server.kill();
            server.join();
        }
    }

    @Test
    void sparesThatAreTooManyEnd() throws Exception {
        WarmWorkerPool.keep(USUAL);
        WarmWorkerPool.prepare();
        assertTrue(becomes(USUAL));
        var before = spares();
        WarmWorkerPool.keep(0);
        awaitEnd(before);
        assertThrows(IllegalArgumentException.class, () -> WarmWorkerPool.keep(-1));
        assertThrows(IllegalArgumentException.class, () -> WarmWorkerPool.keep(65));
    }

    @Test
    void sparesThatDieWhileTheyComeUpAreTriedAgainWhenSomebodyAsksForSpares() throws Exception {
        WarmWorkerPool.keep(0);
        awaitEnd(spares());
        WarmWorkerPool.keep(1);
        for (int tries = 0; tries < 3; tries++) {
            WarmWorkerPool.prepare();
            assertTrue(becomes(1));
            var starting = spares();
            starting.forEach(Worker::kill);
            awaitEnd(starting);
        }
        WarmWorkerPool.keep(1);
        WarmWorkerPool.prepare();
        assertTrue(becomes(1));
    }

    @Test
    void aSpareThatWasStartedWithAPropertyThatHasChangedSinceIsNotUsed() throws Exception {
        WarmWorkerPool.keep(0);
        awaitEnd(spares());
        var before = System.setProperty("user.variant", "CHANGED");
        try {
            WarmWorkerPool.keep(1);
            WarmWorkerPool.prepare();
            assertTrue(becomes(1));
        } finally {
            if (before == null) {
                System.clearProperty("user.variant");
            } else {
                System.setProperty("user.variant", before);
            }
        }
        var old = spares().get(0);
        while (old.standing() == Worker.Standing.SPARE && old.isAlive()) { // It may still be in training.
            var process = new WorkerProcess(() -> {
                if (System.getProperty("user.variant", "").equals("CHANGED")) {
                    System.exit(3);
                }
            });
            process.start();
            process.join();
            assertEquals(OptionalInt.of(0), process.exitCode(), "it has what was changed before it was asked for");
        }
    }

    private static List<Worker> spares() {
        return WorkerRegistry.living().stream()
                .filter(worker -> worker.standing() == Worker.Standing.SPARE && worker.isAlive())
                .toList();
    }

    /** Whether so many come up; what ends it otherwise is the time limit. */
    private static boolean becomes(int number) throws InterruptedException {
        while (spares().size() != number) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return true;
    }

    private static void awaitEnd(List<Worker> workers) throws Exception {
        for (var worker : workers) {
            worker.onExit().get();
        }
    }
}
