package org.forkbook.grading;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
import org.forkbook.grading.ControlGroups.Extent;
import org.forkbook.kernelspec.Kernelspec;
import org.jspecify.annotations.Nullable;

/**
 * Sandbox for submissions, as strong as this system allows: new namespaces, made by bubblewrap or by our own script,
 * with their own root and without privileges; limits for each process; and, where this process may manage cgroups,
 * limits for all of a submission's processes together. Where there are no namespaces, a resource monitor samples the
 * process tree and kills it.
 *
 * <pre>{@code
 * try (var sandbox = Sandbox.probe(kernelspec)) {
 *     System.out.println(sandbox.means());   // bubblewrap 0.8.0; limits by sampling
 *     System.out.println(sandbox.holds());   // [FILES, PROCESSES, NETWORK, PROCESS_LIMIT]
 * }
 * }</pre>
 */
public final class Sandbox implements AutoCloseable {

    /** The system property that names the only sandbox to try, {@code bwrap} or {@code unshare}; by default, both. */
    static final String CHOICE = "forkbook.sandbox";

    static final String PATH = "/usr/local/bin:/usr/bin:/bin";

    private static final long TIMEOUT_SECONDS = 20;
    /** The range that systemd, too, takes for users that live as long as one service. */
    private static final int FIRST_UID = 61_184;

    private static final int UIDS = 4_000;

    private final Kernelspec kernel;
    private final @Nullable Isolation isolation;
    private final ControlGroups groups;
    private final String whyNot;
    private final boolean superuser = isSuperuser();
    private final AtomicInteger count = new AtomicInteger();

    private Sandbox(Kernelspec kernel, @Nullable Isolation isolation, ControlGroups groups, String whyNot) {
        this.kernel = kernel;
        this.isolation = isolation;
        this.groups = groups;
        this.whyNot = whyNot;
    }

    private static boolean isSuperuser() {
        return "root".equals(System.getProperty("user.name"));
    }

    /**
     * Selects the best means that this system allows, after a trial with a program that does nothing.
     *
     * @param kernel how a kernel is started
     */
    public static Sandbox probe(Kernelspec kernel) throws IOException, InterruptedException {
        return probe(kernel, System.getProperty(CHOICE, ""));
    }

    /** The same of one kind of sandbox only, unless the choice is empty. */
    static Sandbox probe(Kernelspec kernel, String choice) throws IOException, InterruptedException {
        var groups = ControlGroups.open();
        var problems = new ArrayList<String>();
        if (choice.isEmpty() || choice.equals("bwrap")) {
            var bubblewrap = BubblewrapSandbox.installed(isSuperuser());
            if (bubblewrap.isEmpty()) {
                problems.add("bubblewrap isn't installed (Debian, Ubuntu: sudo apt install bubblewrap)");
            } else if (works(kernel, bubblewrap.get(), groups, problems)) {
                return new Sandbox(kernel, bubblewrap.get(), groups, "");
            }
        }
        var own = new UnshareSandbox(isSuperuser());
        if ((choice.isEmpty() || choice.equals("unshare")) && works(kernel, own, groups, problems)) {
            return new Sandbox(kernel, own, groups, String.join("; ", problems));
        }
        return new Sandbox(
                kernel,
                null,
                groups,
                problems.isEmpty()
                        ? CHOICE + " is " + choice + ", neither bwrap nor unshare"
                        : String.join("; ", problems));
    }

    private static boolean works(Kernelspec kernel, Isolation isolation, ControlGroups groups, List<String> problems)
            throws IOException, InterruptedException {
        var problem = new Sandbox(kernel, isolation, groups, "").problem();
        problem.ifPresent(what -> problems.add(isolation.name() + " doesn't work: " + what));
        return problem.isEmpty();
    }

    /** The problem with a program that does nothing; empty when there is none. */
    private Optional<String> problem() throws IOException, InterruptedException {
        try (var opened = open(Limits.defaults())) {
            var log = opened.folder().resolve("log");
            var builder = new ProcessBuilder(opened.inside(opened.folder().resolve("connection"), List.of("/bin/true")))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            Process process;
            try {
                process = builder.start();
            } catch (IOException e) {
                return Optional.of(String.valueOf(e.getMessage())); // One of its programs isn't there.
            }
            process.getOutputStream().close();
            boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            if (ended && process.exitValue() == 0) {
                return Optional.empty();
            }
            var said = Files.readString(log, StandardCharsets.UTF_8)
                    .strip()
                    .lines()
                    .limit(3)
                    .toList();
            return Optional.of(said.isEmpty() ? "it ended without a word" : String.join("; ", said));
        }
    }

    /** A sandbox that only monitors and kills, for systems and users that want no other. */
    public static Sandbox none(Kernelspec kernel) {
        return new Sandbox(kernel, null, ControlGroups.open(), "it was asked for");
    }

    /** The protections that it provides, beyond the monitored limits. */
    public Set<SandboxProtection> holds() {
        var held = isolation == null
                ? EnumSet.noneOf(SandboxProtection.class)
                : EnumSet.complementOf(EnumSet.of(SandboxProtection.MEMORY_LIMIT));
        if (groups.extent() == Extent.LIMITS) {
            held.addAll(EnumSet.of(SandboxProtection.PROCESS_LIMIT, SandboxProtection.MEMORY_LIMIT));
        }
        return held;
    }

    /** Why submissions aren't isolated; empty when they are. */
    public Optional<String> whyNot() {
        return isolation == null ? Optional.of(whyNot) : Optional.empty();
    }

    /** Its means of isolation and limits, in a few words. */
    public String means() {
        return (isolation == null ? "none" : isolation.name())
                + switch (groups.extent()) {
                    case LIMITS -> "; limits by cgroup v2";
                    case KILL_AND_CPU -> "; processor time by cgroup v2, other limits by sampling";
                    case NONE -> "; limits by sampling";
                };
    }

    /** Advice how to get better means, in lines; empty when there are none. */
    public List<String> advice() {
        var advice = new ArrayList<String>();
        if (isolation != null && !whyNot.isEmpty()) {
            advice.add("bubblewrap would be better, but " + whyNot);
        }
        if (groups.extent() != Extent.LIMITS) {
            advice.add("Limits by cgroup v2 would be better, but " + groups.whyNot());
            advice.add("With systemd, start it so: systemd-run" + (superuser ? "" : " --user")
                    + " --scope -p Delegate=yes ./forkbook grade ...");
        }
        return advice;
    }

    /** Opens the sandbox of one submission; closing it removes what is left of it. */
    SubmissionSandbox open(Limits limits) throws IOException {
        var home = TemporaryFolder.create("forkbook-grade-");
        try {
            return new SubmissionSandbox(this, limits, home);
        } catch (IOException e) {
            home.close();
            throw e;
        }
    }

    /** The means of isolation; null when there are none. */
    @Nullable
    Isolation isolation() {
        return isolation;
    }

    ControlGroups groups() {
        return groups;
    }

    /** The uid of the next submission; empty when it keeps the grader's. */
    String nextUid() {
        return superuser && isolation != null ? Integer.toString(FIRST_UID + count.getAndIncrement() % UIDS) : "";
    }

    Kernelspec kernel() {
        return kernel;
    }

    /** Restores the control groups of this process. */
    @Override
    public void close() {
        groups.close();
    }

    /** The environment of a submission's processes; the grader's own stays outside. */
    static Map<String, String> environment(String home, String temp, String mark) {
        var environment = new TreeMap<String, String>();
        environment.put("PATH", PATH);
        environment.put("HOME", home);
        environment.put("TMPDIR", temp);
        environment.put("LANG", "C.UTF-8");
        environment.put("NBGRADER_EXECUTION", "autograde");
        environment.put("FORKBOOK_HISTORY", "off");
        environment.put("FORKBOOK_PROGRESS", "off");
        environment.put(SubmissionSandbox.MARK, mark);
        return environment;
    }
}
