package org.forkbook.grading;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.forkbook.chart.Units;
import org.forkbook.service.Deadline;
import org.forkbook.service.ProcessLiveness;
import org.jspecify.annotations.Nullable;

/**
 * Resource monitor of one submission: it samples the CPU time and memory of its processes, and kills them all when a
 * limit is passed.
 *
 * <p>Without cgroups, the system limits single processes, but hardly a tree of them; so the tree is sampled several
 * times a second. Faster growth hits the limits that the sandbox sets for each process, or for their cgroup.
 */
final class ResourceMonitor implements AutoCloseable {

    private static final long INTERVAL_MILLIS = 150;
    private static final Path PROC = Path.of("/proc");
    /** The unit of {@code /proc/PID/stat} on every Linux. */
    private static final long MILLIS_PER_TICK = 10;

    private static final long PAGE = 4096;

    private final ProcessHandle root;
    private final String mark;
    private final Path folder;
    private final Limits limits;
    private final Optional<ControlGroup> group;
    private final Deadline deadline;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicReference<@Nullable String> reason = new AtomicReference<>();
    private final AtomicLong output;
    private final Map<Long, Long> cpuMillis = new HashMap<>();
    private final Set<ProcessHandle> seen = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    private ResourceMonitor(ProcessHandle root, SubmissionSandbox opened, Limits limits) {
        this.root = root;
        this.mark = opened.mark();
        this.folder = opened.folder();
        this.limits = limits;
        this.group = opened.group();
        this.output = opened.output();
        this.deadline = Deadline.in(limits.wall());
        this.thread = new Thread(this::run, "forkbook-watch-" + root.pid());
        thread.setDaemon(true);
    }

    /** Monitors the first process of a sandbox and all its descendants. */
    static ResourceMonitor start(ProcessHandle root, SubmissionSandbox opened, Limits limits) {
        var monitor = new ResourceMonitor(root, opened, limits);
        monitor.thread.start();
        return monitor;
    }

    /** Why the processes were killed; empty if they weren't. */
    Optional<String> reason() {
        return Optional.ofNullable(reason.get());
    }

    private void run() {
        try {
            while (!closed.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
                var passed = passed(members());
                if (passed != null) {
                    reason.compareAndSet(null, passed);
                    kill();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable String passed(Set<ProcessHandle> members) {
        if (deadline.isOver()) {
            return "more than " + Units.seconds(limits.wall()) + " of elapsed time";
        }
        if (output.get() > limits.output()) {
            return "more than " + megabytes(limits.output()) + " of output";
        }
        if (members.size() > limits.processes()) {
            return "more than " + limits.processes() + " processes";
        }
        long memory = SharedMemoryUse.of(members);
        for (var member : members) {
            memory += privateMemory(member.pid());
            cpuMillis.merge(member.pid(), cpuMillis(member.pid()), Math::max);
        }
        if (memory > limits.memory() || wasOutOfMemory()) {
            return tooMuchMemory();
        }
        long cpu = group.map(all -> all.cpuTime().toMillis())
                .orElseGet(() ->
                        cpuMillis.values().stream().mapToLong(Long::longValue).sum());
        return cpu > limits.cpu().toMillis() ? "more than " + Units.seconds(limits.cpu()) + " of processor time" : null;
    }

    private boolean wasOutOfMemory() {
        return group.isPresent() && group.get().wasOutOfMemory();
    }

    private String tooMuchMemory() {
        return "more than " + megabytes(limits.memory()) + " of memory";
    }

    private static String megabytes(long bytes) {
        return (bytes >> 20) + " MB";
    }

    private Set<ProcessHandle> members() {
        var members = new HashSet<ProcessHandle>();
        members.add(root);
        // An orphan is no longer a descendant, but its own descendants are found.
        for (var known : seen) {
            if (ProcessLiveness.isRunning(known)) {
                members.add(known);
                known.descendants().forEach(members::add);
            }
        }
        root.descendants().forEach(members::add);
        seen.addAll(members);
        seen.removeIf(known -> !ProcessLiveness.isRunning(known));
        return members;
    }

    /** The resident memory that isn't shared with other processes. */
    private static long privateMemory(long pid) {
        var fields = fields(pid, "statm");
        return fields.length < 3 ? 0 : (Long.parseLong(fields[1]) - Long.parseLong(fields[2])) * PAGE;
    }

    private static long cpuMillis(long pid) {
        var fields = fields(pid, "stat");
        // The second field is the program's name in brackets, and may hold blanks.
        int name = 0;
        while (name < fields.length && !fields[name].endsWith(")")) {
            name++;
        }
        return fields.length < name + 14
                ? 0
                : (Long.parseLong(fields[name + 12]) + Long.parseLong(fields[name + 13])) * MILLIS_PER_TICK;
    }

    private static String[] fields(long pid, String file) {
        try {
            return Files.readString(PROC.resolve(Long.toString(pid)).resolve(file))
                    .split(" ", -1);
        } catch (IOException e) {
            // The process has ended, or this system has no /proc: then there is nothing to add up.
            return new String[0];
        }
    }

    /** Kills all processes repeatedly, until none is left that could start another. */
    private void kill() {
        group.ifPresent(ControlGroup::kill);
        for (int round = 0; round < 20; round++) {
            var members = members();
            members.addAll(marked());
            var alive = members.stream().filter(ProcessHandle::isAlive).toList();
            alive.forEach(ProcessHandle::destroyForcibly);
            if (alive.isEmpty()) {
                return;
            }
        }
    }

    /** Processes that carry the mark or are in the submission's folder, whoever their parent is now. */
    private Set<ProcessHandle> marked() {
        if (!Files.isDirectory(PROC)) {
            return new HashSet<>();
        }
        return ProcessHandle.allProcesses().filter(this::isMarked).collect(Collectors.toCollection(HashSet::new));
    }

    private boolean isMarked(ProcessHandle process) {
        var own = PROC.resolve(Long.toString(process.pid()));
        try {
            return Files.readString(own.resolve("environ"), StandardCharsets.ISO_8859_1)
                            .contains(mark)
                    || Files.readSymbolicLink(own.resolve("cwd")).startsWith(folder);
        } catch (IOException e) {
            // Another user's process, or one that has ended: not one of ours.
            return false;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (wasOutOfMemory()) { // Linux ended them all before the next sample.
            reason.compareAndSet(null, tooMuchMemory());
        }
        var left = members();
        left.remove(root); // Its starter ends it.
        left.addAll(marked());
        left.forEach(ProcessHandle::destroyForcibly);
    }
}
