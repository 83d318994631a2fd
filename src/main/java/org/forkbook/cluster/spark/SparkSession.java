package org.forkbook.cluster.spark;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.forkbook.multiprocessing.cluster.AgentInvitation;
import org.forkbook.multiprocessing.cluster.ClusterRequest;
import org.forkbook.multiprocessing.cluster.ClusterSession;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.forkbook.service.Uninterruptibles;
import org.forkbook.transport.DeleteOnExit;
import org.forkbook.worker.launch.ProcessEnvironment;
import org.jspecify.annotations.Nullable;

/** A session with a Spark cluster: a driver process, and a job of one task for each slot. */
final class SparkSession implements ClusterSession {
    private static final FailureHandler FAILURES = FailureHandler.logging("A Spark driver");
    private static final int MOST_RESTARTS = 3;
    private static final int MOST_FAILURES = 3;
    private static final long GRACE_MILLIS = 1_500;

    private final ClusterRequest request;
    private final SparkHome home;
    private final String ownAddress;
    /** The driver deletes it too, if this process is killed. */
    private final Path folder;

    private final Path adapter;
    private final Path log;
    private final DriverLog messages;

    // All that follows is guarded by this.
    private final Map<String, AgentInvitation> slots = new HashMap<>();
    private @Nullable Process driver;
    private @Nullable Writer input;
    private int started;
    private int restarts;
    private int failuresInARow;
    private boolean ready;
    private boolean closed;
    private @Nullable String problem;

    SparkSession(ClusterRequest request, SparkHome home, String ownAddress) throws IOException {
        this.request = request;
        this.home = home;
        this.ownAddress = ownAddress;
        this.messages = new DriverLog(request.url(), home);
        folder = Files.createTempDirectory("forkbook-spark-");
        DeleteOnExit.add(folder);
        adapter = folder.resolve("adapter.jar");
        log = folder.resolve("driver.log");
        AdapterJar.write(adapter, request.agentJar());
    }

    void open() throws IOException {
        launch();
    }

    private synchronized void launch() throws IOException {
        var javaHome = request.options().getOrDefault("forkbook.driver.javaHome", System.getProperty("java.home"));
        var command = new ArrayList<String>();
        command.add(Path.of(javaHome, "bin", "java").toString());
        command.add("-XX:+IgnoreUnrecognizedVMOptions");
        command.addAll(home.moduleOptions());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Xmx" + request.options().getOrDefault("spark.driver.memory", "512m"));
        command.add("-XX:+UseSerialGC");
        command.add("-cp");
        command.add(adapter + File.pathSeparator + String.join(File.pathSeparator, home.classPath()));
        command.add("org.forkbook.cluster.spark.driver.SparkDriver");
        command.add(folder.toString());
        var builder = ProcessEnvironment.current().start(new ProcessBuilder(command));
        builder.environment().put("SPARK_SCALA_VERSION", home.scala());
        builder.environment().put("SPARK_LOCAL_IP", ownAddress);
        var sparkFolder = home.folder();
        if (sparkFolder != null) {
            builder.environment().put("SPARK_HOME", sparkFolder.toString());
        }
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new IOException(
                    "Spark's driver can't be started with " + command.get(0) + ": " + e.getMessage()
                            + ". Name the folder of another Java with option(\"forkbook.driver.javaHome\", ..).",
                    e);
        }
        driver = process;
        ready = false;
        var writer = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        input = writer;
        ServiceThread.forTask("forkbook-spark-log", () -> keepLog(process), FAILURES)
                .start();
        ServiceThread.forTask("forkbook-spark-driver", () -> listen(process), FAILURES)
                .start();
        for (var setting : settings().entrySet()) {
            writer.write("set " + setting.getKey() + "=" + setting.getValue().replace('\n', ' ') + "\n");
        }
        writer.write("open\n");
        writer.flush();
    }

    private Map<String, String> settings() {
        var all = new LinkedHashMap<String, String>();
        all.put("spark.master", request.url());
        all.put("spark.app.name", request.pool());
        all.put("spark.driver.host", ownAddress);
        all.put("spark.driver.bindAddress", ownAddress);
        all.put("spark.jars", adapter.toString());
        // A standalone master gives all cores to the first application that doesn't say how many it wants.
        all.put("spark.cores.max", Integer.toString(request.mostSlots()));
        // A slot that fails is asked for again by the pool, which knows whether it still wants it.
        all.put("spark.task.maxFailures", "1");
        all.put("spark.task.reaper.enabled", "false");
        // The workers' memory is their own: an executor only runs agents.
        all.put("spark.executor.memory", "512m");
        if (!request.url().startsWith("spark://") && !request.url().startsWith("local")) {
            // YARN and Kubernetes count memory: an executor has one slot, whose worker is outside of its heap.
            all.put("spark.executor.instances", Integer.toString(request.mostSlots()));
            all.put("spark.executor.cores", "1");
            all.put("spark.executor.memoryOverhead", "1024m");
        }
        all.put("spark.ui.enabled", "false");
        all.put("spark.ui.showConsoleProgress", "false");
        all.put("spark.shuffle.service.enabled", "false");
        request.options().forEach((key, value) -> {
            if (key.startsWith("spark.") && !key.equals("spark.home")) {
                all.put(key, value);
            }
        });
        return all;
    }

    private void keepLog(Process process) {
        try (var reader = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
                var file = Files.newBufferedWriter(log)) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                file.write(line);
                file.newLine();
                file.flush();
                var told = messages.explain(line);
                if (told != null) {
                    synchronized (this) {
                        problem = told.text();
                    }
                    if (told.isFinal()) {
                        fail(told.text());
                    }
                }
            }
        } catch (IOException e) {
            // The same as the end.
        }
    }

    private void listen(Process process) {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                hear(line);
            }
        } catch (IOException e) {
            // The same as the end.
        }
        int status = Uninterruptibles.get(process::waitFor);
        ended(process, status);
    }

    private void hear(String line) throws IOException {
        var parts = line.split(" ", 3);
        switch (parts[0]) {
            case "ready" -> {
                synchronized (this) {
                    ready = true;
                    for (var slot : slots.entrySet()) {
                        write(slot.getKey(), slot.getValue());
                    }
                }
            }
            case "ended" -> {
                synchronized (this) {
                    slots.remove(parts[1]);
                    failuresInARow = 0;
                }
            }
            case "failed" -> failed(parts[1], parts.length < 3 ? "" : parts[2]);
            case "fatal" -> fail(messages.fatal(line.substring(6)) + " The driver's log: " + log);
            default -> {
                // Something in this JVM prints to its standard output.
            }
        }
    }

    /** A slot's task has failed. If its agent had connected, the pool asks again; otherwise it is tried again here. */
    private void failed(String id, String reason) throws IOException {
        AgentInvitation invitation;
        synchronized (this) {
            invitation = slots.remove(id);
            if (invitation == null || closed || request.awaited().applyAsInt(invitation) == 0) {
                return;
            }
            problem = messages.failedTask(reason);
            if (++failuresInARow < MOST_FAILURES) {
                start(invitation);
                return;
            }
        }
        fail(messages.failedTask(reason));
    }

    private void fail(String message) {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        request.failed().accept(new IOException(message));
    }

    /** The driver has ended; slots that are asked for later start another one. */
    private void ended(Process process, int status) {
        synchronized (this) {
            if (driver != process || closed) {
                return;
            }
            driver = null;
            input = null;
            // Those that had connected are asked for again by the pool.
            slots.values().removeIf(invitation -> request.awaited().applyAsInt(invitation) == 0);
            problem = "Spark's driver process has ended with exit code " + status + ". Its log: " + log;
            if (!slots.isEmpty() || !ready) {
                try {
                    restart();
                } catch (IOException e) {
                    request.failed().accept(e);
                }
            }
        }
    }

    private synchronized void restart() throws IOException {
        if (++restarts > MOST_RESTARTS) {
            throw new IOException((problem == null ? "Spark's driver process ends again and again." : problem)
                    + " It was started " + (MOST_RESTARTS + 1) + " times.");
        }
        launch();
    }

    @Override
    public synchronized void start(AgentInvitation invitation) throws IOException {
        if (closed) {
            return;
        }
        if (driver == null) {
            restart();
        }
        for (int i = 0; i < invitation.slots(); i++) {
            var id = Integer.toString(++started);
            slots.put(id, invitation);
            if (ready) {
                write(id, invitation);
            }
        }
    }

    private void write(String id, AgentInvitation invitation) {
        var open = input;
        try {
            if (open != null) {
                open.write("start " + id + " " + invitation.text() + "\n");
                open.flush();
            }
        } catch (IOException e) {
            // The driver has just ended: ended() handles that.
        }
    }

    @Override
    public synchronized String state() {
        if (problem != null) {
            return problem;
        }
        return ready
                ? messages.noCores(request.leastSlots())
                : "Spark's driver process is still connecting to " + request.url() + ". Its log: " + log;
    }

    @Override
    public void close() {
        Process process;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            process = driver;
            var open = input;
            try {
                if (open != null) {
                    open.close(); // The driver stops its context, and ends.
                }
            } catch (IOException e) {
                // It has ended.
            }
        }
        if (process != null && !Uninterruptibles.get(() -> process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS))) {
            process.destroyForcibly();
            Uninterruptibles.get(process::waitFor);
        }
        DeleteOnExit.delete(folder);
    }
}
