package org.forkbook.grading;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.forkbook.client.TemporaryFolder;
import org.forkbook.kernelspec.Kernelspec;

/**
 * The wall around submissions, as good as this system builds one: on Linux, new namespaces, a root of their own, another
 * user or none of a user's privileges, and limits for each process. Where that isn't to be had, a process tree that is
 * watched and killed.
 *
 * <pre>{@code
 * var sandbox = Sandbox.probe(kernelspec);
 * System.out.println(sandbox.holds());   // [FILES, PROCESSES, NETWORK, PROCESS_LIMIT]
 * }</pre>
 */
public final class Sandbox {

    static final String PATH = "/usr/local/bin:/usr/bin:/bin";

    private static final long PATIENCE_SECONDS = 20;
    /** The range that systemd, too, takes for users that live as long as one service. */
    private static final int FIRST_UID = 61_184;

    private static final int UIDS = 4_000;

    private final Kernelspec kernel;
    private final Mode mode;
    private final String whyNot;
    private final AtomicInteger count = new AtomicInteger();

    private enum Mode {
        /** The superuser: each submission becomes a user of its own. */
        ROOT,
        /** Anybody else, where the system lets users make namespaces: a superuser in there, and nobody outside. */
        USER,
        /** No namespaces. */
        NONE
    }

    private Sandbox(Kernelspec kernel, Mode mode, String whyNot) {
        this.kernel = kernel;
        this.mode = mode;
        this.whyNot = whyNot;
    }

    /**
     * Tries what this system allows, with a program that does nothing.
     *
     * @param kernel how a kernel is started
     */
    public static Sandbox probe(Kernelspec kernel) throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of("/usr/bin/unshare")) || !Files.isDirectory(Path.of("/proc/self"))) {
            return new Sandbox(kernel, Mode.NONE, "this system has no unshare, which creates namespaces");
        }
        var superuser = "root".equals(System.getProperty("user.name"));
        var trial = new Sandbox(kernel, superuser ? Mode.ROOT : Mode.USER, "");
        try (var seal = trial.open(Limits.defaults())) {
            var log = seal.folder().resolve("log");
            var process = new ProcessBuilder(seal.inside(seal.folder().resolve("connection"), List.of("/bin/true")))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            if (ended && process.exitValue() == 0) {
                return trial;
            }
            var said = Files.readString(log, StandardCharsets.UTF_8)
                    .strip()
                    .lines()
                    .limit(3)
                    .toList();
            return new Sandbox(kernel, Mode.NONE, said.isEmpty() ? "unshare failed" : String.join("; ", said));
        }
    }

    /** A sandbox that only watches and kills, for systems and users that want no other. */
    public static Sandbox none(Kernelspec kernel) {
        return new Sandbox(kernel, Mode.NONE, "it was asked for");
    }

    /** What it keeps submissions from, beyond the limits that are watched. */
    public Set<Protection> holds() {
        return mode == Mode.NONE ? EnumSet.noneOf(Protection.class) : EnumSet.allOf(Protection.class);
    }

    /** Why it holds less than it could; empty when it holds all. */
    public Optional<String> whyNot() {
        return mode == Mode.NONE ? Optional.of(whyNot) : Optional.empty();
    }

    /** A world for one submission; closing it removes what is left of it. */
    Seal open(Limits limits) throws IOException {
        return new Seal(this, limits, TemporaryFolder.create("forkbook-grade-"));
    }

    boolean isolates() {
        return mode != Mode.NONE;
    }

    /** The uid of the next submission; empty when it keeps the grader's. */
    String nextUid() {
        return mode == Mode.ROOT ? Integer.toString(FIRST_UID + count.getAndIncrement() % UIDS) : "";
    }

    Kernelspec kernel() {
        return kernel;
    }

    /** The beginning of a command that enters new namespaces. */
    List<String> unshare() {
        var words = new ArrayList<>(List.of("unshare"));
        if (mode == Mode.USER) {
            words.addAll(List.of("--user", "--map-root-user"));
        }
        words.addAll(List.of("--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "--"));
        return words;
    }

    /** What a submission's processes may know of the environment; the grader's own stays outside. */
    static Map<String, String> environment(String home, String temp, String mark) {
        var environment = new TreeMap<String, String>();
        environment.put("PATH", PATH);
        environment.put("HOME", home);
        environment.put("TMPDIR", temp);
        environment.put("LANG", "C.UTF-8");
        environment.put("NBGRADER_EXECUTION", "autograde");
        environment.put("FORKBOOK_HISTORY", "off");
        environment.put("FORKBOOK_PROGRESS", "off");
        environment.put(Seal.MARK, mark);
        return environment;
    }
}
