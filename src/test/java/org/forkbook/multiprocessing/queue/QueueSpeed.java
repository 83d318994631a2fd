package org.forkbook.multiprocessing.queue;

import org.forkbook.multiprocessing.Child;
import org.forkbook.multiprocessing.locks.ProcessLock;
import org.forkbook.multiprocessing.shared.SharedLong;

/** How fast elements, locks and messages are, printed; run by hand. */
@SuppressWarnings({"LockNotBeforeTry", "SystemOut"})
final class QueueSpeed {
    private static final int COUNT = 200_000;

    private QueueSpeed() {}

    public static void main(String[] args) throws Exception {
        var queue = ProcessQueue.<Integer>create();
        var back = ProcessQueue.<Integer>create();
        var bounded = ProcessQueue.<Integer>create(100);
        for (var round = 0; round < 3; round++) {
            try (var child = Child.start(() -> {
                for (var i = 0; i < COUNT; i++) {
                    queue.put(i);
                }
                for (var i = 0; i < COUNT; i++) {
                    back.take();
                }
                for (var i = 0; i < COUNT / 10; i++) {
                    bounded.put(i);
                }
                Child.say("done");
            })) {
                queue.take();
                var start = System.nanoTime();
                for (var i = 1; i < COUNT; i++) {
                    queue.take();
                }
                report("child puts, parent takes", COUNT, start);
                for (var i = 0; i < COUNT; i++) {
                    back.put(i);
                }
                start = System.nanoTime();
                bounded.take();
                report("child takes what is there", COUNT, start);
                start = System.nanoTime();
                for (var i = 1; i < COUNT / 10; i++) {
                    bounded.take();
                }
                report("child puts with a bound of 100", COUNT / 10, start);
                child.line();
            }
            var event = ProcessQueue.<Integer>create();
            var echo = ProcessQueue.<Integer>create();
            try (var child = Child.start(() -> {
                for (var i = 0; i < 20_000; i++) {
                    echo.put(event.take());
                }
            })) {
                event.put(0);
                echo.take();
                var start = System.nanoTime();
                for (var i = 1; i < 20_000; i++) {
                    event.put(i);
                    echo.take();
                }
                report("round trips", 20_000, start);
            }
            var lock = ProcessLock.create();
            var sum = SharedLong.create(0);
            Child.Task count = () -> {
                for (var i = 0; i < 1_000_000; i++) {
                    lock.lock();
                    sum.set(sum.get() + 1);
                    lock.unlock();
                }
            };
            var start = System.nanoTime();
            count.run();
            report("locked increments, alone", 1_000_000, start);
            try (var child = Child.start(() -> {
                lock.lock();
                lock.unlock();
                Child.say("go");
                count.run();
                Child.say("done");
            })) {
                child.line();
                start = System.nanoTime();
                count.run();
                child.line();
                report("locked increments, two processes", 2_000_000, start);
            }
        }
    }

    private static void report(String what, int count, long start) {
        var nanos = System.nanoTime() - start;
        System.out.printf("%-40s %,12.0f /s  %8.2f us%n", what, count * 1e9 / nanos, nanos / 1e3 / count);
    }
}
