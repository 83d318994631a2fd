package org.forkbook.cluster.spark.driver;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The main class of a Spark driver process: it starts a task for each slot that its parent asks for.
 *
 * <p>The parent writes lines to its standard input: settings, {@code open}, and {@code start}s with an invitation. The end
 * of the input, as when the parent has been killed, ends the driver and with it all executors. It answers on its standard output;
 * what Spark itself prints goes to standard error. Its argument is a folder that it deletes at its end.
 */
public final class SparkDriver {
    private static final int MOST_CHARACTERS = 4000;

    private final PrintStream answers;
    private final JavaSparkContext context;
    private final boolean sharesMachine;
    private final String pool;

    private SparkDriver(PrintStream answers, JavaSparkContext context) {
        this.answers = answers;
        this.context = context;
        this.sharesMachine = context.master().startsWith("local");
        this.pool = context.appName();
    }

    /** Runs the driver; started by its parent only. */
    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err);
        ignoreInterrupts();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        SparkConf conf = new SparkConf();
        String line = in.readLine();
        for (; line != null && line.startsWith("set "); line = in.readLine()) {
            String setting = line.substring(4);
            int equals = setting.indexOf('=');
            conf.set(setting.substring(0, equals), setting.substring(equals + 1));
        }
        if (line == null) {
            System.err.println("This is the driver of Forkbook's pools on Spark; ClusterPool starts it.");
            return;
        }
        // Meanwhile the parent may end, while Spark waits for a master.
        InputWatch input = new InputWatch(in, new File(arguments[0]));
        input.start();
        SparkDriver driver;
        try {
            driver = new SparkDriver(answers, new JavaSparkContext(conf));
        } catch (Throwable e) { // Spark has many ways to fail; the parent explains them.
            e.printStackTrace();
            answer(answers, "fatal " + describe(e));
            Runtime.getRuntime().halt(1);
            return;
        }
        answer(answers, "ready " + driver.context.version());
        input.serve(driver);
    }

    /** A notebook's interrupt is sent to all processes of its group, and means its cell. */
    private static void ignoreInterrupts() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object nothing = Proxy.newProxyInstance(
                    SparkDriver.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, values) -> null);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("INT"), nothing);
        } catch (ReflectiveOperationException e) {
            // A Java without it: an interrupt may end this driver, and another one is started.
        }
    }

    private static void answer(PrintStream answers, String text) {
        synchronized (answers) {
            answers.println(text);
            answers.flush();
        }
    }

    private void start(String id, String invitation) {
        Thread thread = new Thread(() -> run(id, invitation), "forkbook-slot-" + id);
        thread.setDaemon(true);
        thread.start();
    }

    private void run(String id, String invitation) {
        try {
            context.setJobGroup(pool + "-" + id, pool + ", slot " + id, true);
            JavaFutureAction<Void> job = context.parallelize(Collections.singletonList(invitation), 1)
                    .foreachPartitionAsync(new SlotTask(sharesMachine));
            job.get();
            answer(answers, "ended " + id);
        } catch (CancellationException e) {
            answer(answers, "ended " + id);
        } catch (ExecutionException e) {
            answer(answers, "failed " + id + " " + describe(e.getCause() == null ? e : e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) { // The context was stopped, for example.
            answer(answers, (context.sc().isStopped() ? "fatal " : "failed " + id + " ") + describe(e));
        }
    }

    /** An exception on one line. */
    private static String describe(Throwable e) {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        for (Throwable cause = e; cause != null && depth < 6; cause = cause.getCause(), depth++) {
            text.append(depth == 0 ? "" : " | ").append(cause);
        }
        String line = text.toString().replaceAll("\\s+", " ");
        return line.substring(0, Math.min(line.length(), MOST_CHARACTERS));
    }

    /** The reader of the parent's lines; the parent's end ends this process, whatever else it is doing. */
    private static final class InputWatch extends Thread {
        private final BufferedReader in;
        private final File folder;
        private SparkDriver driver; // guarded by this
        private boolean over; // guarded by this

        InputWatch(BufferedReader in, File folder) {
            super("forkbook-input");
            this.in = in;
            this.folder = folder;
        }

        @Override
        public void run() {
            try {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.startsWith("start ")) {
                        String[] parts = line.split(" ", 3);
                        awaitDriver().start(parts[1], parts[2]);
                    }
                }
            } catch (IOException e) {
                // The same as the end.
            } catch (InterruptedException e) {
                // Nobody does that.
            }
            end();
        }

        private synchronized SparkDriver awaitDriver() throws InterruptedException {
            while (driver == null) {
                wait();
            }
            return driver;
        }

        synchronized void serve(SparkDriver opened) throws InterruptedException {
            driver = opened;
            notifyAll();
            while (!over) {
                wait();
            }
        }

        private void end() {
            SparkDriver open;
            synchronized (this) {
                open = driver;
            }
            try {
                if (open != null) {
                    open.context.stop();
                }
            } finally {
                File[] files = folder.listFiles(); // The parent may have been killed.
                for (File file : files == null ? new File[0] : files) {
                    if (!file.delete()) {
                        file.deleteOnExit();
                    }
                }
                if (!folder.delete()) {
                    folder.deleteOnExit();
                }
                Runtime.getRuntime().halt(0);
            }
        }
    }
}
