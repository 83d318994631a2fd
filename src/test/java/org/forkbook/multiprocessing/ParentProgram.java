package org.forkbook.multiprocessing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.forkbook.multiprocessing.connection.Pipe;
import org.forkbook.multiprocessing.locks.ProcessLock;
import org.forkbook.multiprocessing.manager.Manager;
import org.forkbook.multiprocessing.pool.ProcessPool;
import org.forkbook.multiprocessing.queue.ProcessQueue;
import org.forkbook.multiprocessing.shared.SharedIntArray;
import org.forkbook.multiprocessing.shared.SharedMemory;

/** A plain program with workers of all kinds, started as a process of its own by {@link OrphanTest}. */
final class ParentProgram {
    private ParentProgram() {}

    /** Does not let go, whatever happens to its process. */
    static void stubborn() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            synchronized (ParentProgram.class) {
                while (true) {
                    Thread.onSpinWait();
                }
            }
        }));
        synchronized (ParentProgram.class) {
            new CountDownLatch(1).await();
        }
    }

    static void startAnother() throws InterruptedException {
        var child = new WorkerProcess(ParentProgram::stubborn);
        child.start();
        System.out.println(child.pid() + " grandchild");
        new CountDownLatch(1).await();
    }

    @SuppressWarnings("resource") // Left open on purpose: what becomes of them is the test.
    public static void main(String[] args) throws InterruptedException, IOException {
        switch (args[0]) {
            case "killed" -> {
                var pool = new ProcessPool(2);
                pool.execute((RemoteRunnable) ParentProgram::stubborn);
                pool.execute((RemoteRunnable) () -> {
                    while (true) {
                        Thread.onSpinWait();
                    }
                });
                var process = new WorkerProcess(ParentProgram::startAnother);
                process.start();
                var pids = new ArrayList<Long>();
                pool.workers().forEach(worker -> pids.add(worker.pid()));
                pids.add(process.pid());
                System.out.println(pids.stream().map(pid -> pid + " child").collect(Collectors.joining("\n")));
                new CountDownLatch(1).await();
            }
            case "answers" -> {
                try (var pool = new ProcessPool(1)) {
                    System.out.println(pool.apply(() -> 6 * 7));
                }
            }
            case "random" -> {
                var random = new Random(1);
                try (var pool = new ProcessPool(2)) {
                    for (int i = 0; i < 2; i++) {
                        pool.map(n -> random.nextInt(), List.of(1, 2, 3));
                    }
                }
            }
            case "tree" -> {
                var folder = args[1];
                var pool = new ProcessPool(2);
                pool.execute((RemoteRunnable)
                        () -> TreeOfProcessesTest.startTwo(folder).waitFor());
                new CountDownLatch(1).await();
            }
            case "everything" -> {
                var pool = new ProcessPool(2);
                var queue = ProcessQueue.<Integer>create(10);
                var lock = ProcessLock.create();
                var memory = SharedMemory.create(
                        "everything-" + ProcessHandle.current().pid(), 1 << 16);
                var array = SharedIntArray.create(1000);
                var pipe = Pipe.<Integer>open();
                var manager = Manager.start();
                List<Integer> list = manager.list();
                var process = new WorkerProcess(() -> {
                    lock.lock();
                    memory.buffer().putInt(0, 1);
                    array.set(0, 1);
                    list.add(1);
                    queue.put(1);
                    pipe.second().receive();
                });
                process.start();
                queue.take();
                pool.map(x -> x, List.of(1, 2));
                System.out.println(process.pid() + " child");
                System.out.println(manager.pid() + " child");
                pool.workers().forEach(worker -> System.out.println(worker.pid() + " child"));
                new CountDownLatch(1).await();
            }
            case "returns" -> {
                var process = new WorkerProcess(() -> {
                    Thread.sleep(300);
                    System.out.println("worker done");
                });
                process.start();
                System.out.println("main done");
            }
            case "returns-daemon" -> {
                WorkerProcess.builder()
                        .daemon(true)
                        .task(() -> new CountDownLatch(1).await())
                        .build()
                        .start();
                new ProcessPool(2);
                System.out.println("main done");
            }
            case "lambda" -> {
                Runnable notSerializable = () -> System.out.println(Path.of(""));
                try {
                    new WorkerProcess(notSerializable).start();
                } catch (RuntimeException e) {
                    System.out.println(e.getMessage());
                }
            }
            default -> throw new IllegalArgumentException(List.of(args).toString());
        }
    }
}
