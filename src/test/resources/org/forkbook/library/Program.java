package program;

import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.forkbook.multiprocessing.RemoteException;
import org.forkbook.multiprocessing.WorkerProcess;
import org.forkbook.multiprocessing.pool.ProcessPool;
import org.forkbook.multiprocessing.queue.ProcessQueue;

/** A program that has nothing but a JDK and the library. */
final class Program {
    record Point(int x, int y) implements Serializable {}

    private static int divide(int by) {
        return 10 / by;
    }

    public static void main(String[] args) throws Exception {
        System.out.println("module " + Program.class.getModule().getName());
        var factor = 10;
        try (var pool = new ProcessPool(2)) {
            System.out.println(pool.map(x -> new Point(x, x * factor), List.of(1, 2, 3)));
            System.out.println(pool.map(point -> point.x() + point.y(), List.of(new Point(1, 2), new Point(3, 4))));
            var parent = ProcessHandle.current().pid();
            System.out.println("elsewhere " + pool.apply(() -> WorkerProcess.current().pid() != parent));
            var later = (Supplier<String> & Serializable) () -> "later " + factor;
            System.out.println(CompletableFuture.supplyAsync(later, pool).get());
            try {
                pool.map(Program::divide, List.of(0));
            } catch (ArithmeticException e) {
                var remote = (RemoteException) e.getCause();
                System.out.println(e.getMessage() + " in " + remote.getStackTrace()[0].getMethodName());
                System.out.println("named " + remote.getMessage().contains("process " + remote.pid()));
            }
        }
        ProcessQueue<Point> queue = ProcessQueue.create();
        var worker = new WorkerProcess(() -> queue.put(new Point(7, 8)));
        worker.start();
        System.out.println(queue.take());
        worker.join();
    }
}
