package org.forkbook.cluster;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.forkbook.cluster.node.AgentProtocol;
import org.forkbook.cluster.node.TlsLink;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.forkbook.service.Uninterruptibles;
import org.jspecify.annotations.Nullable;

/**
 * The program's end of the connection to an agent: it asks the agent to start and end processes, sends it files, and
 * receives what the processes print.
 *
 * <p>One thread reads the agent's messages. Whatever ends the connection ends all of the agent's processes.
 */
final class AgentLink {
    private static final int PART = 256 * 1024;
    /** A node on which many JVMs start is slow. */
    private static final long START_SECONDS = 60;

    private final TlsLink link;
    private final DataInputStream in;
    private final DataOutputStream out; // guarded by sending
    private final ReentrantLock sending = new ReentrantLock();
    private final String host;
    private final String version;
    private final String folder;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<RemoteProcess>> starting = new ConcurrentHashMap<>();
    private final Map<Integer, RemoteProcess> processes = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<String>> finding = new HashMap<>(); // guarded by itself
    private final List<Runnable> whenLost = new CopyOnWriteArrayList<>();
    private volatile boolean leaving;
    private volatile @Nullable String lost;

    /** Reads an agent's first message. */
    AgentLink(TlsLink link) throws IOException {
        this.link = link;
        in = new DataInputStream(new BufferedInputStream(link.in(), PART));
        out = new DataOutputStream(new BufferedOutputStream(link.out(), PART));
        link.timeout(AgentProtocol.SILENCE_MILLIS);
        int type = in.readUnsignedByte();
        if (type != AgentProtocol.HELLO) {
            throw new IOException("an agent begins with the message " + type);
        }
        host = AgentProtocol.readText(in);
        in.readLong(); // its process
        version = AgentProtocol.readText(in);
        folder = AgentProtocol.readText(in);
    }

    String host() {
        return host;
    }

    /** The folder on the node that all agents of this program share. */
    String folder() {
        return folder;
    }

    /** The version of the Java that runs the agent. */
    String version() {
        return version;
    }

    /** Why the agent can't be reached any more; null as long as it can. */
    @Nullable
    String lost() {
        return lost;
    }

    /** Adds what is done once the agent can't be reached any more, unless it is removed before. */
    void whenLost(Runnable action) {
        whenLost.add(action);
        if (lost != null) {
            action.run();
        }
    }

    void removeWhenLost(Runnable action) {
        whenLost.remove(action);
    }

    /** Serves the agent until the connection ends. */
    void serve() {
        var beats = ServiceThread.forTask(
                "forkbook-cluster-beat", 128 * 1024, this::sendBeats, FailureHandler.logging("A cluster's beat"));
        String reason = "its agent on " + host + " has ended";
        try {
            beats.start();
            while (true) {
                receive();
            }
        } catch (SocketTimeoutException e) {
            reason = host + " can't be reached: nothing has been heard from it for "
                    + AgentProtocol.SILENCE_MILLIS / 1000 + " s";
        } catch (EOFException e) {
            // As said above: the agent's process has ended.
        } catch (IOException e) {
            reason += " (" + e.getMessage() + ")";
        } finally {
            end(reason);
        }
    }

    private void end(String reason) {
        lost = leaving ? "its slot on " + host + " was given back" : reason;
        link.close();
        whenLost.forEach(Runnable::run);
        starting.values().forEach(future -> future.completeExceptionally(new IOException(lost)));
        processes.values().forEach(process -> process.ended(-1));
        synchronized (finding) {
            finding.values().forEach(future -> future.completeExceptionally(new IOException(lost)));
            finding.clear();
        }
    }

    private void sendBeats() {
        while (lost == null) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(AgentProtocol.BEAT_MILLIS));
            if (sending.tryLock()) { // Otherwise somebody is just sending, which is as good.
                try {
                    out.writeByte(AgentProtocol.BEAT);
                    out.flush();
                } catch (IOException e) {
                    return; // The reader knows.
                } finally {
                    sending.unlock();
                }
            }
        }
    }

    private void receive() throws IOException {
        int type = in.readUnsignedByte();
        switch (type) {
            case AgentProtocol.BEAT -> {}
            case AgentProtocol.STARTED -> {
                int id = in.readInt();
                var process = new RemoteProcess(id, in.readLong(), this);
                processes.put(id, process);
                var future = starting.remove(id);
                if (future == null || !future.complete(process)) {
                    process.destroyForcibly(); // Nobody waits for it any more.
                }
            }
            case AgentProtocol.NOT_STARTED -> {
                var future = starting.remove(in.readInt());
                var text = AgentProtocol.readText(in);
                if (future != null) {
                    future.completeExceptionally(new IOException(text));
                }
            }
            case AgentProtocol.OUTPUT -> {
                var process = processes.get(in.readInt());
                boolean error = in.readBoolean();
                var bytes = AgentProtocol.readBytes(in);
                if (process != null) {
                    process.printed(error, bytes);
                }
            }
            case AgentProtocol.ENDED -> {
                var process = processes.remove(in.readInt());
                int status = in.readInt();
                if (process != null) {
                    process.ended(status);
                }
            }
            case AgentProtocol.FOUND, AgentProtocol.NOT_STORED -> {
                var name = AgentProtocol.readText(in);
                var text = AgentProtocol.readText(in);
                synchronized (finding) {
                    var future = finding.remove(name);
                    if (future != null && type == AgentProtocol.FOUND) {
                        future.complete(text);
                    } else if (future != null) {
                        future.completeExceptionally(new IOException(host + ": " + text));
                    }
                }
            }
            default -> throw new IOException("it sent an unknown message, " + type);
        }
    }

    /** The content of a message. */
    @FunctionalInterface
    private interface Content {
        void write(DataOutputStream data) throws IOException;
    }

    private void send(int type, Content content) throws IOException {
        sending.lock();
        try {
            out.writeByte(type);
            content.write(out);
            out.flush();
        } finally {
            sending.unlock();
        }
    }

    /**
     * Starts a process on the node.
     *
     * @param token what the worker connects with
     */
    RemoteProcess start(
            String javaHome,
            List<String> options,
            List<String> classPath,
            String mainClass,
            Map<String, String> environment,
            String token)
            throws IOException {
        int id = ids.incrementAndGet();
        var future = new CompletableFuture<RemoteProcess>();
        starting.put(id, future);
        if (lost != null) {
            throw new IOException(lost);
        }
        var variables = new ArrayList<String>();
        environment.forEach((name, value) -> variables.addAll(List.of(name, value)));
        send(AgentProtocol.START, data -> {
            data.writeInt(id);
            AgentProtocol.writeText(data, javaHome);
            writeTexts(data, options);
            writeTexts(data, classPath);
            AgentProtocol.writeText(data, mainClass);
            writeTexts(data, variables);
            AgentProtocol.writeText(data, token);
        });
        return result(future.orTimeout(START_SECONDS, TimeUnit.SECONDS), "start a process");
    }

    private <T> T result(CompletableFuture<T> future, String what) throws IOException {
        try {
            return Uninterruptibles.<T, ExecutionException>get(() -> future.get());
        } catch (ExecutionException e) {
            var cause = e.getCause();
            throw new IOException(
                    cause instanceof TimeoutException
                            ? host + " didn't " + what + " within " + START_SECONDS + " s: it may be overloaded"
                            : cause == null ? e.getMessage() : cause.getMessage(),
                    e);
        }
    }

    private static void writeTexts(DataOutputStream data, List<String> texts) throws IOException {
        data.writeInt(texts.size());
        for (var text : texts) {
            AgentProtocol.writeText(data, text);
        }
    }

    /** Writes to a process's standard input. */
    void feed(int id, byte[] bytes) throws IOException {
        send(AgentProtocol.INPUT, data -> {
            data.writeInt(id);
            AgentProtocol.writeBytes(data, bytes);
        });
    }

    /** Ends a process; by force with all of its descendants. */
    void end(int id, boolean force) {
        try {
            send(AgentProtocol.END, data -> {
                data.writeInt(id);
                data.writeBoolean(force);
            });
        } catch (IOException e) {
            // The agent has gone, and its processes with it.
        }
    }

    /** Sends a file unless the node has it; returns its path there. */
    String store(NodeFile file) throws IOException {
        var path = ask(file.name(), () -> send(AgentProtocol.FIND, data -> AgentProtocol.writeText(data, file.name())));
        return path.isEmpty() ? ask(file.name(), () -> sendContent(file)) : path;
    }

    private void sendContent(NodeFile file) throws IOException {
        var buffer = new byte[PART];
        try (var content = file.content().open()) {
            int count;
            do {
                count = content.readNBytes(buffer, 0, PART);
                var part = Arrays.copyOf(buffer, count);
                send(AgentProtocol.STORE, data -> {
                    AgentProtocol.writeText(data, file.name());
                    AgentProtocol.writeBytes(data, part);
                });
            } while (count > 0);
        }
    }

    /** A request that the agent answers with where a file is. */
    @FunctionalInterface
    private interface Request {
        void send() throws IOException;
    }

    private String ask(String name, Request request) throws IOException {
        var future = new CompletableFuture<String>();
        synchronized (finding) {
            if (lost != null) {
                throw new IOException(lost);
            }
            finding.put(name, future);
        }
        request.send();
        return result(future, "store a file");
    }

    /** Deletes a file that no task needs any more. */
    void delete(String name) {
        try {
            send(AgentProtocol.DELETE, data -> AgentProtocol.writeText(data, name));
        } catch (IOException e) {
            // The agent has gone, and deletes all.
        }
    }

    /** Asks the agent to end its processes and to return. */
    void leave() {
        leaving = true;
        try {
            send(AgentProtocol.LEAVE, data -> {});
        } catch (IOException e) {
            link.close();
        }
    }

    /** Closes the connection at once: the agent ends its processes. */
    void close() {
        leaving = true;
        link.close();
    }

    @Override
    public String toString() {
        return "AgentLink[" + host + ", " + Path.of(folder).getFileName() + "]";
    }
}
