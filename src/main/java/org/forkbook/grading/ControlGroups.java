package org.forkbook.grading;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Allocator of the control groups (cgroup v2) of one grader's submissions: children of the grader's own group, if that
 * is delegated to it. This is found out by trying.
 *
 * <p>Any such group can be killed as a whole and counts processor time. Limits on memory and tasks need their
 * controllers, and Linux enables no controller below a group that contains processes; so the grader moves itself to a
 * child while it works. If other processes are in its group, there are no such limits.
 */
final class ControlGroups implements AutoCloseable {

    /** The capabilities of control groups here. */
    enum Extent {
        NONE,
        /** Count processor time, and kill. */
        KILL_AND_CPU,
        /** Limit memory and tasks, too. */
        LIMITS
    }

    private static final Set<String> CONTROLLERS = Set.of("memory", "pids");
    private static final String ENABLED = "cgroup.subtree_control";
    private static final String PREFIX = "forkbook-grade-";
    private static final long TIMEOUT_SECONDS = 10;

    private final Path home;
    private final String prefix;
    private final AtomicInteger count = new AtomicInteger();
    private Extent extent = Extent.NONE;
    private String whyNot = "";
    /** The grader's own group while others are limited. */
    private @Nullable Path own;

    private ControlGroups(Path home, long pid) {
        this.home = home;
        this.prefix = PREFIX + pid + "-";
    }

    /** The groups that this process can make. */
    static ControlGroups open() {
        return home(Path.of("/proc/self"))
                .map(home -> in(home, ProcessHandle.current().pid()))
                .orElseGet(() -> none("this process is in no group of cgroup v2"));
    }

    /** No groups. */
    static ControlGroups none(String whyNot) {
        var groups = new ControlGroups(Path.of("/"), 0);
        groups.whyNot = whyNot;
        return groups;
    }

    /** Tries what a process in a group can do in the group's folder. */
    static ControlGroups in(Path home, long pid) {
        var groups = new ControlGroups(home, pid);
        try {
            groups.sweep();
            groups.tryOut();
            groups.extent = Extent.KILL_AND_CPU;
            groups.enableControllers(pid);
        } catch (IOException e) {
            groups.whyNot = "groups of cgroup v2 can't be made in " + home + " (" + e.getMessage() + ")";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            groups.whyNot = "interrupted";
        }
        return groups;
    }

    /**
     * The folder of the group that a process is in; empty if there is none within reach.
     *
     * @param process its folder in {@code /proc}
     */
    static Optional<Path> home(Path process) {
        try {
            var path = Files.readAllLines(process.resolve("cgroup")).stream()
                    .filter(line -> line.startsWith("0::/") && !line.contains("/.."))
                    .map(line -> Path.of(line.substring("0::".length())))
                    .findFirst();
            for (var line : Files.readAllLines(process.resolve("mountinfo"))) {
                var fields = Arrays.asList(line.split(" ", -1));
                int type = fields.indexOf("-") + 1;
                if (path.isPresent() && type > 0 && fields.get(type).equals("cgroup2")) {
                    var root = Path.of(fields.get(3));
                    if (path.get().startsWith(root)) {
                        return Optional.of(Path.of(fields.get(4))
                                .resolve(root.relativize(path.get()))
                                .normalize());
                    }
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // A system without cgroups.
        }
    }

    /** The capabilities of groups here. */
    Extent extent() {
        return extent;
    }

    /** The reason why they can't do more; empty if they can. */
    String whyNot() {
        return whyNot;
    }

    /** A new group for a submission, with its limits as far as they can be set; empty where there are none. */
    Optional<ControlGroup> next(long memory, int tasks) throws IOException {
        if (extent == Extent.NONE) {
            return Optional.empty();
        }
        var group = ControlGroup.create(home.resolve(prefix + count.incrementAndGet()));
        if (extent == Extent.LIMITS) {
            group.limit(memory, tasks);
        }
        return Optional.of(group);
    }

    /** Removes the empty groups of graders that were killed. */
    private void sweep() throws IOException {
        try (var groups = Files.newDirectoryStream(home, PREFIX + "*")) {
            for (var group : groups) {
                var pid = group.getFileName().toString().split("-", -1)[2];
                if (ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                    Files.deleteIfExists(group);
                }
            }
        } catch (NumberFormatException e) {
            return; // It isn't ours.
        }
    }

    /** Tests that a process can enter a group and is killed with it. */
    private void tryOut() throws IOException, InterruptedException {
        try (var trial = ControlGroup.create(home.resolve(prefix + "trial"))) {
            var process = new ProcessBuilder(trial.entering(List.of("sh", "-c", "echo entered; read line")))
                    .redirectErrorStream(true)
                    .start();
            try (var said = process.inputReader(StandardCharsets.UTF_8)) {
                var line = said.readLine();
                if (!"entered".equals(line)) {
                    throw new IOException("a process couldn't enter a group: " + line);
                }
                trial.kill();
                if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    throw new IOException("a process wasn't killed with its group");
                }
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private void enableControllers(long pid) throws IOException {
        if (!words("cgroup.controllers").containsAll(CONTROLLERS)) {
            whyNot = "the memory and pids controllers aren't given to the cgroup v2 group " + home;
            return;
        }
        if (words(ENABLED).containsAll(CONTROLLERS) || enable()) { // The root group may have processes in it.
            extent = Extent.LIMITS;
            return;
        }
        own = Files.createDirectory(home.resolve(prefix + "grader"));
        ControlGroup.add(own, pid);
        if (enable()) {
            extent = Extent.LIMITS;
        } else {
            leave(pid);
            whyNot = "other processes are in the cgroup v2 group " + home;
        }
    }

    private boolean enable() {
        try {
            ControlGroup.write(home.resolve(ENABLED), "+memory +pids");
            return true;
        } catch (IOException e) {
            return false; // Busy: there are processes in the group itself. Or it may not be written.
        }
    }

    private List<String> words(String file) throws IOException {
        return List.of(Files.readString(home.resolve(file)).strip().split(" ", -1));
    }

    private void leave(long pid) throws IOException {
        var left = own;
        if (left != null) {
            ControlGroup.add(home, pid);
            Files.delete(left);
            own = null;
        }
    }

    /** Leaves the grader's group as it was. */
    @Override
    public void close() {
        try {
            if (own != null) {
                extent = Extent.NONE;
                ControlGroup.write(home.resolve(ENABLED), "-memory -pids");
                leave(ProcessHandle.current().pid());
            }
        } catch (IOException e) {
            System.getLogger("org.forkbook.grading")
                    .log(System.Logger.Level.DEBUG, "the grader's cgroup stays as it is", e);
        }
    }
}
