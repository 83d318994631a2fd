package org.forkbook.harness;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.forkbook.multiprocessing.pool.ProcessPool;
import org.forkbook.multiprocessing.queue.ProcessQueue;
import org.forkbook.multiprocessing.shared.SharedLongArray;
import org.forkbook.multiprocessing.shared.SharedMemory;

/** A program of its own that uses the library until it is killed, or says how that went where something is lacking. */
final class BusyOwner {
    private BusyOwner() {}

    public static void main(String[] what) throws Exception {
        switch (what[0]) {
            case "share" -> share();
            case "pools" -> pools();
            case "memory" -> memory();
            case "threads" -> threads();
            default -> throw new IllegalArgumentException(List.of(what).toString());
        }
    }

    private static List<Integer> squares(ProcessPool pool) {
        return pool.map(x -> x * x, IntStream.range(0, 50).boxed().toList());
    }

    private static void share() throws Exception {
        try (var pool = new ProcessPool(2);
                var queue = ProcessQueue.<Integer>create();
                var array = SharedLongArray.create(1000);
                var memory =
                        SharedMemory.create("owner-" + ProcessHandle.current().pid(), 1 << 16)) {
            while (true) {
                pool.apply(() -> {
                    queue.put(1);
                    array.incrementAndGet(3);
                    memory.buffer().putInt(0, 4);
                });
                queue.take();
                squares(pool);
            }
        }
    }

    /** Opens pools until it has had one, or has been told three times why not. */
    private static void pools() {
        for (int i = 0; i < 3; i++) {
            try (var pool = new ProcessPool(4)) {
                System.out.println("worked " + squares(pool).size());
            } catch (Exception | OutOfMemoryError e) {
                System.out.println("refused " + e);
            }
        }
        System.out.println("end");
    }

    /** Takes all threads that the system gives it, and terminates a pool that was opened before. */
    private static void threads() throws Exception {
        var pool = new ProcessPool(2);
        System.out.println("worked " + squares(pool).size());
        int taken = 0;
        try {
            for (; taken < 1000; taken++) {
                var thread = new Thread(LockSupport::park);
                thread.setDaemon(true);
                thread.start();
            }
        } catch (OutOfMemoryError e) {
            System.out.println("taken " + taken);
        }
        pool.terminate();
        System.out.println("terminated " + pool.awaitTermination(60, TimeUnit.SECONDS));
        System.out.println("end");
    }

    private static void memory() {
        for (int bytes : new int[] {1 << 12, 64 << 20, 1 << 12}) {
            try (var array = SharedMemory.create(
                    "m" + bytes + "-" + ProcessHandle.current().pid(), bytes)) {
                array.buffer().putInt(0, 1);
                System.out.println("worked " + array.buffer().getInt(0));
            } catch (Exception | OutOfMemoryError e) {
                System.out.println("refused " + e);
            }
        }
        System.out.println("end");
    }
}
