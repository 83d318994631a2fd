package org.forkbook.cluster.node;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The agent of a slot: the program's deputy on a cluster's node. It connects to the program, starts workers as the
 * program asks it to, carries their standard streams, and ends them when either the program or the slot ends.
 *
 * <p>It runs in a JVM of its own, or in one that the cluster has, such as an executor's.
 */
public final class NodeAgent {
    /** The exit code of an agent that can't connect. */
    private static final int NOT_CONNECTED = 75;

    private static final int STORED_BUFFER = 256 * 1024;

    private final String host;
    private final String address;
    private final String fingerprint;
    private final TlsLink link;
    private final DataInputStream in;
    private final DataOutputStream out; // guarded by itself
    private final NodeFiles files;
    private final Map<Integer, AgentProcess> processes = new ConcurrentHashMap<Integer, AgentProcess>();

    private NodeAgent(String host, String address, String fingerprint, TlsLink link, NodeFiles files) {
        this.host = host;
        this.address = address;
        this.fingerprint = fingerprint;
        this.link = link;
        this.files = files;
        this.in = new DataInputStream(new BufferedInputStream(link.in(), STORED_BUFFER));
        this.out = new DataOutputStream(new BufferedOutputStream(link.out(), 16 * 1024));
    }

    /**
     * Runs an agent in a JVM of its own. Its argument is a folder that has the invitation, and that it deletes. The end of
     * its standard input ends it.
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("This is Forkbook's agent for a node of a cluster; ClusterPool starts it.");
            System.exit(2);
            return;
        }
        Path folder = Paths.get(args[0]);
        String invitation = new String(Files.readAllBytes(folder.resolve("invitation")), StandardCharsets.UTF_8);
        NodeFiles.deleteAll(folder); // This JVM has its jar open. So nothing is left if it is killed.
        Thread runner = Thread.currentThread();
        daemon(() -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Nothing is expected.
                        }
                    } catch (IOException e) {
                        // The same as the end.
                    }
                    runner.interrupt();
                })
                .start();
        try {
            run(invitation, System.getProperty("forkbook.agent.host", ""));
            System.exit(0);
        } catch (IOException e) {
            System.err.println(reason(e));
            System.exit(NOT_CONNECTED);
        } catch (InterruptedException e) {
            System.exit(0);
        }
    }

    /**
     * Runs an agent until its slot isn't needed any more, or the program has ended.
     *
     * @param invitation the text of the program's invitation
     * @param host the name of this node; empty for the one that it has itself
     * @throws IOException if the program can't be reached; the message says what was tried
     * @throws InterruptedException if the thread was interrupted; all workers have been ended
     */
    public static void run(String invitation, String host) throws IOException, InterruptedException {
        String[] parts = invitation.trim().split(" ", -1);
        if (parts.length != 4 || !parts[0].equals("forkbook1")) {
            throw new IOException(
                    "This agent doesn't understand its invitation: is it of another version than the" + " program?");
        }
        String name = host.isEmpty() ? ownName() : host;
        String fingerprint = parts[1];
        byte[] token = Hex.bytes(parts[2]);
        StringBuilder failures = new StringBuilder();
        for (String address : parts[3].split(",")) {
            TlsLink link;
            try {
                link = TlsLink.connect(address, fingerprint, token);
            } catch (IOException e) {
                failures.append(failures.length() == 0 ? "" : "; ")
                        .append(address)
                        .append(" (")
                        .append(reason(e))
                        .append(')');
                continue;
            }
            NodeFiles files = NodeFiles.open(fingerprint.substring(0, 16), name);
            try {
                new NodeAgent(name, address, fingerprint, link, files).serve();
            } finally {
                link.close();
                files.close();
            }
            return;
        }
        throw new IOException("The node " + name + " can't reach the program that started it at " + failures
                + ". Probably a firewall is between them, or the address is one that this node doesn't know: name one"
                + " that it does with address(..), and a port that is open with port(..).");
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private static String ownName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            String name = e.getMessage() == null ? "node" : e.getMessage();
            return name.contains(":") ? name.substring(0, name.indexOf(':')) : name;
        }
    }

    private void serve() throws IOException, InterruptedException {
        ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(NodeAgent::daemon);
        Thread waiter = Thread.currentThread();
        Thread reader = daemon(() -> {
            try {
                read();
            } catch (IOException e) {
                // The program has ended, or can't be reached any more: the same to this agent.
            } finally {
                beats.shutdownNow();
            }
        });
        try {
            link.timeout(AgentProtocol.SILENCE_MILLIS);
            link.out().write(AgentProtocol.AGENT);
            send(AgentProtocol.HELLO, data -> {
                AgentProtocol.writeText(data, host);
                data.writeLong(AgentProcess.ownPid());
                AgentProtocol.writeText(data, System.getProperty("java.version"));
                AgentProtocol.writeText(data, files.folder().toString());
            });
            beats.scheduleAtFixedRate(
                    this::beat, AgentProtocol.BEAT_MILLIS, AgentProtocol.BEAT_MILLIS, TimeUnit.MILLISECONDS);
            reader.start();
            reader.join();
        } finally {
            beats.shutdownNow();
            link.close();
            boolean interrupted = Thread.interrupted();
            for (AgentProcess process : processes.values()) {
                process.end(true);
            }
            for (AgentProcess process : processes.values()) {
                process.awaitEnd();
            }
            if (interrupted) {
                waiter.interrupt();
            }
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "forkbook-agent");
        thread.setDaemon(true);
        return thread;
    }

    private void beat() {
        try {
            send(AgentProtocol.BEAT, data -> {});
        } catch (IOException e) {
            link.close(); // The reader sees the end.
        }
    }

    /** The content of a message. */
    interface Content {
        void write(DataOutputStream data) throws IOException;
    }

    void send(int type, Content content) throws IOException {
        synchronized (out) {
            out.writeByte(type);
            content.write(out);
            out.flush();
        }
    }

    private void read() throws IOException {
        while (true) {
            int type;
            try {
                type = in.readUnsignedByte();
            } catch (SocketTimeoutException e) {
                throw new IOException("nothing was heard of the program", e);
            }
            switch (type) {
                case AgentProtocol.BEAT:
                    break;
                case AgentProtocol.START:
                    start();
                    break;
                case AgentProtocol.INPUT:
                    AgentProcess fed = processes.get(in.readInt());
                    byte[] bytes = AgentProtocol.readBytes(in);
                    if (fed != null) {
                        fed.feed(bytes);
                    }
                    break;
                case AgentProtocol.END:
                    AgentProcess ended = processes.get(in.readInt());
                    boolean force = in.readBoolean();
                    if (ended != null) {
                        daemon(() -> ended.end(force)).start(); // It searches for descendants.
                    }
                    break;
                case AgentProtocol.FIND:
                    String wanted = AgentProtocol.readText(in);
                    found(wanted, files.find(wanted));
                    break;
                case AgentProtocol.STORE:
                    store();
                    break;
                case AgentProtocol.DELETE:
                    files.delete(AgentProtocol.readText(in));
                    break;
                case AgentProtocol.LEAVE:
                    return;
                default:
                    throw new IOException("an unknown message: " + type);
            }
        }
    }

    private void found(String name, String path) throws IOException {
        send(AgentProtocol.FOUND, data -> {
            AgentProtocol.writeText(data, name);
            AgentProtocol.writeText(data, path);
        });
    }

    private void store() throws IOException {
        String name = AgentProtocol.readText(in);
        byte[] part = AgentProtocol.readBytes(in);
        try {
            if (part.length > 0) {
                files.append(name, part);
            } else {
                found(name, files.complete(name));
            }
        } catch (NodeFiles.NotStoredException e) {
            send(AgentProtocol.NOT_STORED, data -> {
                AgentProtocol.writeText(data, name);
                AgentProtocol.writeText(data, e.getMessage());
            });
        }
    }

    private void start() throws IOException {
        int id = in.readInt();
        String javaHome = AgentProtocol.readText(in);
        List<String> options = readTexts();
        List<String> classPath = readTexts();
        String main = AgentProtocol.readText(in);
        Map<String, String> environment = new LinkedHashMap<String, String>();
        List<String> pairs = readTexts();
        for (int i = 0; i < pairs.size(); i += 2) {
            environment.put(pairs.get(i), pairs.get(i + 1));
        }
        String token = AgentProtocol.readText(in);
        String first = token + "\nremote " + address + " " + fingerprint + " " + host + "\n";
        List<String> command = new ArrayList<String>();
        command.add("");
        command.addAll(options);
        command.add("-cp");
        command.add(String.join(File.pathSeparator, classPath));
        command.add(main);
        daemon(() -> start(id, javaHome, command, environment, first)).start();
    }

    private void start(int id, String javaHome, List<String> command, Map<String, String> environment, String first) {
        try {
            AgentProcess process;
            try {
                command.set(0, NodeJava.find(javaHome, host));
                process = new AgentProcess(command, environment);
            } catch (IOException e) {
                send(AgentProtocol.NOT_STARTED, data -> {
                    data.writeInt(id);
                    AgentProtocol.writeText(data, "on " + host + ": " + reason(e));
                });
                return;
            }
            process.feed(first.getBytes(StandardCharsets.UTF_8)); // Before anything that the program sends.
            processes.put(id, process);
            send(AgentProtocol.STARTED, data -> {
                data.writeInt(id);
                data.writeLong(process.pid());
            });
            int status = process.pump((error, bytes) -> send(AgentProtocol.OUTPUT, data -> {
                data.writeInt(id);
                data.writeBoolean(error);
                AgentProtocol.writeBytes(data, bytes);
            }));
            processes.remove(id);
            send(AgentProtocol.ENDED, data -> {
                data.writeInt(id);
                data.writeInt(status);
            });
        } catch (IOException e) {
            link.close(); // Nobody is left to be told.
        }
    }

    private List<String> readTexts() throws IOException {
        List<String> texts = new ArrayList<String>();
        for (int i = in.readInt(); i > 0; i--) {
            texts.add(AgentProtocol.readText(in));
        }
        return texts;
    }
}
