package org.forkbook.grading;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.jar.JarFile;
import org.forkbook.client.GateTransport;
import org.forkbook.client.KernelClient;
import org.forkbook.client.Launcher;
import org.forkbook.client.TemporaryFolder;
import org.forkbook.kernel.protocol.ConnectionInfo;
import org.forkbook.kernelspec.Archive;
import org.forkbook.kernelspec.Kernelspec;
import org.jspecify.annotations.Nullable;

/** Sandbox of one submission: it starts the kernel inside, and connects to it from outside. */
final class SubmissionSandbox implements Launcher, Closeable {

    /** The variable that all processes of a submission carry. */
    static final String MARK = "FORKBOOK_SUBMISSION";

    private static final int TASKS_PER_PROCESS = 32;
    /** The most file systems in memory in a sandbox. */
    private static final int FILE_SYSTEMS = 3;

    private final Sandbox sandbox;
    private final Limits limits;
    private final TemporaryFolder home;
    private final Path folder;
    private final String uid;
    private final Optional<ControlGroup> group;
    private final String mark = UUID.randomUUID().toString();
    private final AtomicLong output = new AtomicLong();
    private @Nullable ServerSocketChannel gate;

    SubmissionSandbox(Sandbox sandbox, Limits limits, TemporaryFolder home) throws IOException {
        this.sandbox = sandbox;
        this.limits = limits;
        this.home = home;
        this.folder = home.path();
        this.uid = sandbox.nextUid();
        for (var name : List.of("root", "work", "tmp", "connection")) {
            Files.createDirectory(folder.resolve(name));
        }
        // Files in memory count in addition to the processes' memory.
        this.group = sandbox.groups().next(limits.memory() + FILE_SYSTEMS * limits.disk(), tasks());
    }

    private int tasks() {
        return limits.processes() * TASKS_PER_PROCESS;
    }

    /** The cgroup of its processes; empty where there are none. */
    Optional<ControlGroup> group() {
        return group;
    }

    /** A folder outside of the sandbox that is deleted with it. */
    Path folder() {
        return folder;
    }

    /** The working directory of a kernel that isn't isolated. */
    Path workingFolder() {
        return folder.resolve("work");
    }

    /** The environment entry by which the submission's processes are recognized. */
    String mark() {
        return MARK + "=" + mark;
    }

    /** The bytes that the kernel has sent so far. */
    AtomicLong output() {
        return output;
    }

    @Override
    public List<String> command(Path connectionFile) {
        if (sandbox.isolation() == null) {
            return outside(connectionFile);
        }
        try {
            openGate();
        } catch (IOException e) {
            throw new UncheckedIOException("the kernel in its sandbox can't be reached: " + e.getMessage(), e);
        }
        var command = new ArrayList<>(List.of("env", "-i"));
        Sandbox.environment("/work", "/tmp", mark).forEach((name, value) -> command.add(name + "=" + value));
        for (var word : spec("/work").command(connectionFile)) {
            command.add(word.equals("kernel") ? SandboxedKernel.COMMAND : word);
        }
        command.add(gate().toString());
        return inside(Objects.requireNonNull(connectionFile.getParent()), command);
    }

    private Kernelspec spec(String home) {
        var options = new ArrayList<>(sandbox.kernel().jvmOptions());
        options.add("-Xmx" + limits.heapMegabytes() + "m");
        options.add("-Duser.home=" + home);
        return new Kernelspec(sandbox.kernel().java(), sandbox.kernel().jar(), options);
    }

    private List<String> outside(Path connectionFile) {
        var command = new ArrayList<String>();
        if (Files.isExecutable(Path.of("/usr/bin/prlimit"))) {
            command.addAll(prlimit());
        }
        command.addAll(
                List.of("env", "-i", "JPY_PARENT_PID=" + ProcessHandle.current().pid()));
        var temp = folder.resolve("tmp").toString();
        Sandbox.environment(workingFolder().toString(), temp, mark)
                .forEach((name, value) -> command.add(name + "=" + value));
        for (var word : spec(workingFolder().toString()).command(connectionFile)) {
            if (word.equals("-jar")) {
                command.add("-Djava.io.tmpdir=" + temp);
            }
            command.add(word);
        }
        return entering(command);
    }

    private List<String> prlimit() {
        return List.of(
                "prlimit",
                "--core=0",
                "--nofile=4096",
                "--fsize=" + limits.disk(),
                "--data=" + limits.memory(),
                "--cpu=" + limits.cpu().toSeconds(),
                "--msgqueue=0");
    }

    private List<String> entering(List<String> command) {
        return group.map(own -> own.entering(command)).orElse(command);
    }

    /** The command that runs another inside of the sandbox. */
    List<String> inside(Path connection, List<String> program) {
        var isolation = Objects.requireNonNull(sandbox.isolation(), "no sandbox to run in");
        var readable = new ArrayList<>(List.of(connection, gate()));
        try {
            for (var file : List.of(connection, connection.resolve("connection.json"), gate())) {
                giveAway(file);
            }
            readable.addAll(visible());
        } catch (IOException e) {
            throw new UncheckedIOException("can't prepare what a kernel sees: " + e.getMessage(), e);
        }
        var command = new ArrayList<>(prlimit());
        command.addAll(isolation.command(
                new Confinement(folder.resolve("root"), uid, limits.disk(), tasks(), readable), program));
        return entering(command);
    }

    /** Gives a file to the submission's own user: a process that may access the socket file may connect. */
    private void giveAway(Path file) throws IOException {
        if (!uid.isEmpty() && Files.exists(file)) {
            for (var owner : List.of("unix:uid", "unix:gid")) {
                Files.setAttribute(file, owner, Integer.valueOf(uid), LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    /** Clears the environment: a submission can read that of the sandbox's first process. */
    @Override
    public void environment(Map<String, String> environment) {
        if (sandbox.isolation() != null) {
            environment.clear();
            environment.put("PATH", Sandbox.PATH);
        }
    }

    @Override
    public KernelClient connect(ConnectionInfo info, CompletableFuture<?> kernelEnd) throws IOException {
        var own = gate;
        return own == null
                ? KernelClient.connect(info, kernelEnd)
                : KernelClient.over(GateTransport.open(own, output::addAndGet, kernelEnd), info);
    }

    /** The socket that the kernel connects to, in a folder that only this user can enter. */
    private Path gate() {
        return folder.resolve("gate");
    }

    private void openGate() throws IOException {
        closeGate();
        Files.deleteIfExists(gate());
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        gate = server;
        server.bind(UnixDomainSocketAddress.of(gate()));
    }

    private void closeGate() throws IOException {
        var own = gate;
        if (own != null) {
            own.close();
        }
    }

    /**
     * The files that a kernel needs beyond the system's folders: the JDK, the jar, the jar's class path, and its
     * archive.
     */
    private List<Path> visible() throws IOException {
        var java = sandbox.kernel().java();
        var jar = sandbox.kernel().jar();
        var paths = new ArrayList<Path>();
        paths.add(java.resolve("../..").normalize());
        paths.add(java.toRealPath().resolve("../..").normalize());
        paths.add(jar);
        paths.addAll(classPath(jar));
        paths.addAll(Archive.beside(jar, java).files());
        return paths;
    }

    private static List<Path> classPath(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            var manifest = file.getManifest();
            var entries = manifest == null ? null : manifest.getMainAttributes().getValue("Class-Path");
            var paths = new ArrayList<Path>();
            if (entries != null) {
                for (var entry : entries.split(" ", -1)) {
                    paths.add(
                            entry.startsWith("file:")
                                    ? Path.of(java.net.URI.create(entry))
                                    : jar.resolveSibling(entry));
                }
            }
            return paths;
        }
    }

    @Override
    public void close() throws IOException {
        try (home) {
            closeGate();
            if (group.isPresent()) {
                group.get().close();
            }
        }
    }
}
