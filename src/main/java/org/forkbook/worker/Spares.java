package org.forkbook.worker;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.forkbook.capsule.CapsuleWriter;
import org.jspecify.annotations.Nullable;

/**
 * Worker JVMs that are started and warmed up before anyone needs them.
 *
 * <p>There are none before the library is used for the first time, and none in workers. From then on two are kept. One
 * that was taken is replaced when no worker has been spoken to for a moment, so that its start doesn't compete with the
 * work. A spare is warm once it has run some tasks over its own channel: that, more than anything else, makes the first
 * real one fast. Spares end like all workers when this process ends.
 *
 * <p>State is guarded by the class.
 */
final class Spares {
    private static final int KEPT = 2;
    private static final int LESSONS = 30;
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** A machine on which spares don't come up is spared more tries. */
    private static final int TRIES = 3;

    private static final long PATIENCE_SECONDS = 60;

    private static final ArrayDeque<Spare> READY = new ArrayDeque<>();
    private static boolean refilling;
    private static int failures;
    private static volatile long lastActivity = System.nanoTime();

    private Spares() {}

    /** A warm worker, and the command line that it was started with. */
    private record Spare(Worker worker, List<String> command) {}

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
        var command = WorkerCommand.build(options).command();
        while (true) {
            Spare spare;
            synchronized (Spares.class) {
                spare = READY.pollFirst();
            }
            if (spare == null) {
                return null;
            }
            if (!spare.command().equals(command)) {
                spare.worker().kill(); // A property that counts at a JVM's start has changed since.
            } else if (spare.worker().handOver(options, listener)) {
                return spare.worker();
            }
        }
    }

    private static synchronized void refillLater() {
        if (!refilling && failures < TRIES) {
            refilling = true;
            Daemons.start("forkbook-spares", Spares::refill);
        }
    }

    private static void refill() {
        try {
            while (isShort()) {
                awaitQuiet();
                var trained = train();
                synchronized (Spares.class) {
                    if (trained == null) {
                        failures++;
                    } else {
                        failures = 0;
                        READY.addLast(trained);
                    }
                }
            }
        } catch (InterruptedException e) {
            // Nobody knows this thread; without it workers are merely slower to start.
        }
    }

    /** Whether to go on; decided together with the note that the thread ends, so that no request is lost. */
    private static synchronized boolean isShort() {
        READY.removeIf(spare -> !spare.worker().isAlive());
        refilling = READY.size() < KEPT && failures < TRIES;
        return refilling;
    }

    private static void awaitQuiet() throws InterruptedException {
        for (long left = QUIET_NANOS; left > 0; left = QUIET_NANOS - (System.nanoTime() - lastActivity)) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }

    private static @Nullable Spare train() throws InterruptedException {
        var options = WorkerOptions.named("spare");
        var training = new Training();
        Worker worker;
        try {
            worker = Worker.spawn(options, training);
        } catch (IOException e) {
            return null;
        }
        training.pupil = worker;
        worker.begin();
        if (!training.done.await(PATIENCE_SECONDS, TimeUnit.SECONDS) || !worker.isAlive()) {
            worker.kill();
            return null;
        }
        return new Spare(worker, WorkerCommand.build(options).command());
    }

    /** Sends a spare its lessons, one after the other. */
    private static final class Training implements WorkerListener {
        private final CapsuleWriter writer = new CapsuleWriter(type -> null);
        private final CountDownLatch done = new CountDownLatch(1);
        private @Nullable Worker pupil; // set before the worker begins
        private int lesson; // touched by the worker's thread only

        @Override
        public void connected() {
            teach();
        }

        @Override
        public void returned(Message.Returned message) {
            teach();
        }

        @Override
        public void threw(Message.Threw message) {
            done.countDown(); // It runs, if not well; a task will tell more.
        }

        private void teach() {
            var worker = pupil;
            if (worker == null || ++lesson > LESSONS) {
                done.countDown();
                return;
            }
            try {
                if (lesson % 2 == 0) {
                    int function = -lesson;
                    Function<Integer, String> square = (Function<Integer, String> & Serializable) x -> "" + x * x;
                    worker.send(new Message.Define(function, writer.packTask(square)));
                    worker.send(new Message.Apply(
                            -lesson, function, Message.Kind.APPLY, writer.packTask(new Object[] {lesson})));
                    worker.send(new Message.Forget(function));
                } else {
                    worker.send(new Message.Run(
                            -lesson, Message.Kind.RUN, writer.packTask((Runnable & Serializable) System.out::flush)));
                }
            } catch (IOException e) {
                done.countDown();
            }
        }

        @Override
        public void printed(long task, boolean error, String text) {
            // What a JVM has to say about itself, its next owner's tasks would see again.
        }

        @Override
        public void displayed(Message.Displayed message) {
            // Lessons display nothing.
        }

        @Override
        public void exited(WorkerExit exit) {
            done.countDown();
        }
    }
}
