package org.forkbook.worker.launch;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.forkbook.serialization.Capsule;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.forkbook.worker.agent.WorkerContext;
import org.forkbook.worker.protocol.WorkerMessage;
import org.jspecify.annotations.Nullable;

/**
 * A prefork pool: worker JVMs that the parent starts and warms up before they are needed.
 *
 * <p>It is empty before the library is used for the first time, or a program announces that by {@link #prepare}, and
 * always empty in workers. From then on two spare workers are kept, or as many as {@link #keep} or the system
 * property {@code forkbook.spares} says. A spare that was taken is replaced when this program is idle: no worker has
 * been used for a moment, and either the workers and the program itself ({@link #restWhile}) are idle, or together
 * they leave a processor free. So starting a spare doesn't compete with work, nor does it disturb a measurement that
 * asks for quiet ({@link #pause}). A spare is warm once it has run some sample tasks over its own channel: that, more
 * than anything else, makes the first real one fast. Once the program has been idle for ten minutes the spares are
 * ended, and all of them when it exits.
 *
 * <p>State is guarded by the class.
 */
public final class WarmWorkerPool {
    private static final String KEPT_PROPERTY = "forkbook.spares";
    private static final int KEPT = 2;
    private static final int MOST = 64;
    private static final int SAMPLES = 40;
    /** How many of the first sample tasks are of the kind that a plain program sends; workers have their code too. */
    private static final int PROGRAM_SAMPLES = 10;

    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** A caller that prepares early has other work to do first. */
    private static final long EARLY_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Idle spares aren't worth their memory for longer than a lunch break. */
    private static final long IDLE_NANOS = Duration.ofMinutes(10).toNanos();

    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The share of a processor that must be free: a busy thread's neighbours in this process take a little as well. */
    private static final double ONE_FREE = 0.8;
    /** After this many failed starts no more are tried for a while. */
    private static final int TRIES = 3;

    private static final long DISCOURAGED_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final long START_TIMEOUT_SECONDS = 60;

    private static final ArrayDeque<Worker> READY = new ArrayDeque<>();
    private static int kept = Math.max(0, Math.min(MOST, Integer.getInteger(KEPT_PROPERTY, KEPT)));
    private static boolean refilling;
    private static boolean early;
    private static int failures;
    private static long lastFailure;
    private static int pauses;
    private static volatile BooleanSupplier busy = () -> false;
    private static volatile long lastActivity = System.nanoTime();
    /** The thread that waits for the program to be idle; null if none does. */
    private static volatile @Nullable Thread sleeper;

    private WarmWorkerPool() {}

    /**
     * Sets how many spares to keep: 0 for none, at most 64. Surplus spares are ended; if spares have failed to start,
     * they are tried again.
     */
    public static synchronized void keep(int number) {
        if (number < 0 || number > MOST) {
            throw new IllegalArgumentException("the number of spare workers must be 0 to " + MOST + ", got " + number);
        }
        kept = number;
        failures = 0;
        while (READY.size() > kept) {
            READY.removeLast().kill();
        }
        WarmWorkerPool.class.notifyAll(); // The waiting thread counts again.
    }

    /**
     * Prevents spares from being started while the program is busy on all processors. The program calls {@link
     * #noteRest} when it no longer is.
     */
    public static void restWhile(BooleanSupplier programIsBusy) {
        busy = programIsBusy;
    }

    /** Prevents spares from being started until the result is closed. */
    public static Pause pause() {
        synchronized (WarmWorkerPool.class) {
            pauses++;
        }
        return new Pause();
    }

    /** A period in which no spare is started. */
    public static final class Pause implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();

        private Pause() {}

        @Override
        public void close() {
            if (over.compareAndSet(false, true)) {
                endPause();
                noteRest();
            }
        }
    }

    private static synchronized void endPause() {
        pauses--;
    }

    /** Announces that workers will be needed: spares are started once the program is idle. */
    public static void prepare() {
        synchronized (WarmWorkerPool.class) {
            early |= !refilling;
        }
        refillLater();
    }

    /** Notes the end of some work: the program may be idle now. */
    public static void noteRest() {
        noteActivity();
        var waiting = sleeper;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    /** Notes that a worker is being used: this is no time to start a spare. */
    static void noteActivity() {
        lastActivity = System.nanoTime();
    }

    /** Takes a spare that is equivalent to a new worker with these options; null if there is none. */
    static @Nullable Worker take(WorkerOptions options, WorkerListener listener) {
        if (WorkerContext.current() != null) {
            return null;
        }
        refillLater();
        if (!options.fitSpare()) {
            return null;
        }
        var command = WorkerCommand.of(options);
        while (true) {
            Worker spare;
            synchronized (WarmWorkerPool.class) {
                spare = READY.pollFirst();
                WarmWorkerPool.class.notifyAll();
            }
            if (spare == null) {
                return null;
            }
            if (!spare.hasCommand(command)) {
                // A system property that is read at a JVM's start has changed since, or the working directory.
                spare.kill();
            } else if (spare.handOver(options, listener)) {
                return spare;
            }
        }
    }

    private static synchronized void refillLater() {
        if (!refilling && mayTry() && kept > 0) {
            try {
                ServiceThread.forTask(
                                "forkbook-spares", WarmWorkerPool::refill, FailureHandler.logging("The spare workers"))
                        .start();
                refilling = true;
            } catch (OutOfMemoryError e) {
                // No thread is available: the caller goes on without spares.
            }
        }
    }

    private static boolean mayTry() {
        return failures < TRIES || System.nanoTime() - lastFailure > DISCOURAGED_NANOS;
    }

    private static void refill() {
        sleeper = Thread.currentThread();
        boolean over = false;
        try {
            do {
                while (isShort()) {
                    awaitRest();
                    var trained = train();
                    synchronized (WarmWorkerPool.class) {
                        if (trained == null) {
                            failures++;
                            lastFailure = System.nanoTime();
                        } else {
                            failures = 0;
                            READY.addLast(trained);
                        }
                    }
                }
            } while (awaitNeed());
            over = true;
        } catch (InterruptedException e) {
            // Nothing else refers to this thread; without it workers only start more slowly.
        } finally {
            if (!over) {
                leave(); // So that the next request starts another thread.
            }
        }
    }

    private static synchronized void leave() {
        refilling = false;
        sleeper = null;
    }

    private static synchronized boolean isShort() {
        READY.removeIf(spare -> !spare.isAlive());
        return READY.size() < kept && mayTry();
    }

    /**
     * Waits until spares are missing, or have not been needed for long, in which case it ends them. Returns false
     * when this thread is to end; it is noted in the same step, so that no request is lost.
     */
    private static synchronized boolean awaitNeed() throws InterruptedException {
        while (!isShort()) {
            long left = IDLE_NANOS - (System.nanoTime() - lastActivity);
            boolean idle = left <= 0 && !isBusy();
            if (idle || kept == 0 || READY.size() < kept) {
                READY.forEach(Worker::kill);
                READY.clear();
                leave();
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(WarmWorkerPool.class, left > 0 ? left : IDLE_NANOS);
        }
        return true;
    }

    private static boolean isBusy() {
        return busy.getAsBoolean() || areWorkersBusy();
    }

    private static boolean areWorkersBusy() { // or blocked, as a worker does that serves others
        return WorkerRegistry.living().stream().anyMatch(worker -> worker.standing() == Worker.Standing.BUSY);
    }

    private static synchronized boolean isPaused() {
        return pauses > 0;
    }

    /** Measures this process and its workers for a moment; returns whether they leave at least one processor free. */
    private static boolean leavesOneFree() {
        long before = processorNanos();
        long begin = System.nanoTime();
        LockSupport.parkNanos(QUIET_NANOS);
        long elapsed = System.nanoTime() - begin;
        long free = elapsed * Runtime.getRuntime().availableProcessors() - (processorNanos() - before);
        return elapsed >= QUIET_NANOS / 2 && free > elapsed * ONE_FREE;
    }

    private static long processorNanos() {
        return Stream.concat(
                        Stream.of(ProcessHandle.current()),
                        WorkerRegistry.living().stream().flatMap(worker -> worker.handle().stream()))
                .mapToLong(process ->
                        process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L))
                .sum();
    }

    private static void awaitRest() throws InterruptedException {
        long quiet;
        synchronized (WarmWorkerPool.class) {
            quiet = early ? EARLY_NANOS : QUIET_NANOS;
            early = false;
        }
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            long left = quiet - (System.nanoTime() - lastActivity);
            if (left > 0) {
                LockSupport.parkNanos(left);
            } else if (isPaused()) {
                LockSupport.park(); // Until noteRest().
            } else if (!isBusy() || (leavesOneFree() && !isPaused())) {
                return;
            } else {
                LockSupport.parkNanos(LOOK_AGAIN_NANOS); // Or until noteRest().
            }
        }
    }

    private static @Nullable Worker train() throws InterruptedException {
        var options = WorkerOptions.named("spare");
        WarmUpListener listener;
        Worker worker;
        try {
            listener = new WarmUpListener(new WarmUpClass());
            worker = Worker.spawn(options, listener);
        } catch (IOException | IllegalStateException e) {
            // No process is available; or this JVM is exiting, and nobody needs a spare any more.
            return null;
        }
        listener.spare = worker;
        try {
            worker.begin();
        } catch (OutOfMemoryError e) { // no thread is available
            worker.kill();
            return null;
        }
        if (!listener.done.await(START_TIMEOUT_SECONDS, TimeUnit.SECONDS) || !worker.isAlive()) {
            worker.kill();
            return null;
        }
        return worker;
    }

    /** A listener that sends a spare its sample tasks, one after the other. */
    private static final class WarmUpListener implements WorkerListener {
        private final WarmUpClass warmUp;
        private final CountDownLatch done = new CountDownLatch(1);
        private @Nullable Worker spare; // set before the worker starts
        private int sample; // used by the worker's thread only

        WarmUpListener(WarmUpClass warmUp) {
            this.warmUp = warmUp;
        }

        @Override
        public void connected() {
            sendNextSample();
        }

        @Override
        public void returned(WorkerMessage.Returned message) {
            sendNextSample();
        }

        @Override
        public void threw(WorkerMessage.Threw message) {
            done.countDown(); // It runs, though with a failure; a real task will tell more.
        }

        private void sendNextSample() {
            var worker = spare;
            if (worker == null || ++sample > SAMPLES) {
                done.countDown();
                return;
            }
            try {
                switch (sample % 3) {
                    case 0 -> {
                        int function = -sample;
                        worker.send(new WorkerMessage.Define(function, packed("function")));
                        worker.send(new WorkerMessage.Apply(
                                -sample, function, WorkerMessage.Kind.APPLY, warmUp.arguments(sample)));
                        worker.send(new WorkerMessage.Forget(function));
                    }
                    case 1 -> worker.send(new WorkerMessage.Run(-sample, WorkerMessage.Kind.CALL, packed("callable")));
                    default -> worker.send(new WorkerMessage.Run(-sample, WorkerMessage.Kind.RUN, packed("runnable")));
                }
            } catch (IOException e) {
                done.countDown();
            }
        }

        private Capsule packed(String method) throws IOException {
            return sample <= PROGRAM_SAMPLES ? warmUp.ofProgram(method) : warmUp.ofNotebook(method);
        }

        @Override
        public void printed(long task, boolean error, String text) {
            // Messages of the JVM itself would be printed again for its owner's tasks.
        }

        @Override
        public void displayed(WorkerMessage.Displayed message) {
            // Sample tasks display nothing.
        }

        @Override
        public void exited(WorkerExit exit) {
            done.countDown();
        }
    }
}
