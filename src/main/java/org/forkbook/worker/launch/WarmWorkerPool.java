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
 * Worker JVMs that are started and warmed up before anyone needs them.
 *
 * <p>There are none before the library is used for the first time, or a program says that it will be
 * ({@link #prepare}), and none in workers. From then on two are kept, or as many as {@link #keep} or the system property
 * {@code forkbook.spares} says. One that was taken is replaced when this program rests: no worker has been spoken to for a
 * moment, and neither a worker nor the program itself is busy ({@link #restWhile}), or together they leave a processor free.
 * So a spare's start doesn't compete with work, and none spoils a measurement that asks for quiet ({@link #pause}). A spare
 * is warm once it has run some tasks over its own channel: that, more than anything else, makes the first real one fast.
 * Spares of a program that has rested for ten minutes are ended, and all of them when it ends.
 *
 * <p>State is guarded by the class.
 */
public final class WarmWorkerPool {
    private static final String KEPT_PROPERTY = "forkbook.spares";
    private static final int KEPT = 2;
    private static final int MOST = 64;
    private static final int LESSONS = 40;
    /** The first ones, with code that a worker has too, as what a plain program sends. */
    private static final int PROGRAMS_LESSONS = 10;

    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** Who says early that workers will be needed has other things to do first. */
    private static final long EARLY_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Spares aren't worth their memory to somebody who has gone for lunch. */
    private static final long IDLE_NANOS = Duration.ofMinutes(10).toNanos();

    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Of a processor, what has to be free: a busy thread's neighbours in this process take a little as well. */
    private static final double ONE_FREE = 0.8;
    /** A machine on which spares don't come up is spared more tries, for a while. */
    private static final int TRIES = 3;

    private static final long DISCOURAGED_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final long PATIENCE_SECONDS = 60;

    private static final ArrayDeque<Worker> READY = new ArrayDeque<>();
    private static int kept = Math.max(0, Math.min(MOST, Integer.getInteger(KEPT_PROPERTY, KEPT)));
    private static boolean refilling;
    private static boolean early;
    private static int failures;
    private static long lastFailure;
    private static int pauses;
    private static volatile BooleanSupplier busy = () -> false;
    private static volatile long lastActivity = System.nanoTime();
    /** The thread that waits for the program to rest; null when it doesn't. */
    private static volatile @Nullable Thread sleeper;

    private WarmWorkerPool() {}

    /**
     * How many to keep from now on: 0 for none, at most 64. Those that are too many are ended; and if spares have failed to
     * come up, they are tried again.
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
        WarmWorkerPool.class.notifyAll(); // The thread that waits for a need counts anew.
    }

    /** No spare is started while the program is busy on all processors. It calls {@link #noteRest} when it no longer is. */
    public static void restWhile(BooleanSupplier programIsBusy) {
        busy = programIsBusy;
    }

    /** No spare is started until what this gives is closed. */
    public static Pause pause() {
        synchronized (WarmWorkerPool.class) {
            pauses++;
        }
        return new Pause();
    }

    /** A time in which no spare is started. */
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

    /** Says that workers will be needed: spares are started once the program rests. */
    public static void prepare() {
        synchronized (WarmWorkerPool.class) {
            early |= !refilling;
        }
        refillLater();
    }

    /** Something has come to its end: perhaps the program rests now. */
    public static void noteRest() {
        noteActivity();
        var waiting = sleeper;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    /** Some worker is being used: this is no moment to start another. */
    static void noteActivity() {
        lastActivity = System.nanoTime();
    }

    /** A spare that is as good as a new one with these options, now its caller's; null when there is none. */
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
            if (!spare.command().equals(command)) {
                spare.kill(); // A property that counts at a JVM's start has changed since, or the folder.
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
                // No thread to be had: whoever asks for a worker goes on without spares.
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
            // Nobody knows this thread; without it workers are merely slower to start.
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
     * Waits until spares are short again, or have long not been needed, and then ends them. False for an end of this
     * thread, decided together with the note of it, so that no request is lost.
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

    private static boolean areWorkersBusy() { // or wait, as one does for ever that serves others
        return WorkerRegistry.living().stream().anyMatch(worker -> worker.standing() == Worker.Standing.BUSY);
    }

    private static synchronized boolean isPaused() {
        return pauses > 0;
    }

    /** Watches this process and its workers for a moment: is at least one processor left? */
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
                        WorkerRegistry.living().stream().map(Worker::handle))
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
        Training training;
        Worker worker;
        try {
            training = new Training(new WarmUpClass());
            worker = Worker.spawn(options, training);
        } catch (IOException | IllegalStateException e) {
            // No process to be had; or this JVM is ending, and nobody needs a spare any more.
            return null;
        }
        training.pupil = worker;
        try {
            worker.begin();
        } catch (OutOfMemoryError e) { // no thread to be had
            worker.kill();
            return null;
        }
        if (!training.done.await(PATIENCE_SECONDS, TimeUnit.SECONDS) || !worker.isAlive()) {
            worker.kill();
            return null;
        }
        return worker;
    }

    /** Sends a spare its lessons, one after the other. */
    private static final class Training implements WorkerListener {
        private final WarmUpClass warmUp;
        private final CountDownLatch done = new CountDownLatch(1);
        private @Nullable Worker pupil; // set before the worker begins
        private int lesson; // touched by the worker's thread only

        Training(WarmUpClass warmUp) {
            this.warmUp = warmUp;
        }

        @Override
        public void connected() {
            teach();
        }

        @Override
        public void returned(WorkerMessage.Returned message) {
            teach();
        }

        @Override
        public void threw(WorkerMessage.Threw message) {
            done.countDown(); // It runs, if not well; a task will tell more.
        }

        private void teach() {
            var worker = pupil;
            if (worker == null || ++lesson > LESSONS) {
                done.countDown();
                return;
            }
            try {
                switch (lesson % 3) {
                    case 0 -> {
                        int function = -lesson;
                        worker.send(new WorkerMessage.Define(function, packed("function")));
                        worker.send(new WorkerMessage.Apply(
                                -lesson, function, WorkerMessage.Kind.APPLY, warmUp.arguments(lesson)));
                        worker.send(new WorkerMessage.Forget(function));
                    }
                    case 1 -> worker.send(new WorkerMessage.Run(-lesson, WorkerMessage.Kind.CALL, packed("callable")));
                    default -> worker.send(new WorkerMessage.Run(-lesson, WorkerMessage.Kind.RUN, packed("runnable")));
                }
            } catch (IOException e) {
                done.countDown();
            }
        }

        private Capsule packed(String method) throws IOException {
            return lesson <= PROGRAMS_LESSONS ? warmUp.ofProgram(method) : warmUp.ofNotebook(method);
        }

        @Override
        public void printed(long task, boolean error, String text) {
            // What a JVM has to say about itself, its next owner's tasks would see again.
        }

        @Override
        public void displayed(WorkerMessage.Displayed message) {
            // Lessons display nothing.
        }

        @Override
        public void exited(WorkerExit exit) {
            done.countDown();
        }
    }
}
