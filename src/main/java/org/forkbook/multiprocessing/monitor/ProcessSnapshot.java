package org.forkbook.multiprocessing.monitor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.forkbook.service.ProcessLiveness;
import org.forkbook.worker.agent.WorkerContext;
import org.forkbook.worker.launch.ChildWatchdog;
import org.forkbook.worker.launch.Worker;
import org.forkbook.worker.launch.Worker.Standing;
import org.forkbook.worker.launch.WorkerRegistry;
import org.jspecify.annotations.Nullable;

/** A snapshot of all processes: the operating system's process tree, with the statistics that workers report. */
final class ProcessSnapshot {
    private final Map<Long, Worker> workers = new HashMap<>();
    private final Map<Long, ProcessStats> told = new HashMap<>();
    /** Workers on other machines, where other processes have the same PIDs. */
    private final List<Worker> remote = new ArrayList<>();

    private final Map<Worker, ProcessStats> toldOfRemote = new HashMap<>();
    private final Map<Long, String> names = new HashMap<>();
    private final Set<Long> seen = new HashSet<>();
    private final List<ProcessInfo> rows = new ArrayList<>();

    static List<ProcessInfo> take() {
        var snapshot = new ProcessSnapshot();
        snapshot.ask();
        ChildWatchdog.pid().ifPresent(snapshot.seen::add);
        snapshot.describe(ProcessHandle.current(), 0);
        snapshot.remote.forEach(snapshot::addRemote);
        WorkerRegistry.ended().forEach(snapshot::addEnded);
        return snapshot.rows;
    }

    private void ask() {
        Map<Worker, CompletableFuture<ProcessStats>> answers = new HashMap<>();
        for (var worker : WorkerRegistry.living()) {
            if (worker.host().isEmpty()) {
                workers.put(worker.pid(), worker);
            } else {
                remote.add(worker);
            }
            if (worker.standing() != Standing.STARTING) {
                answers.put(worker, ProcessStats.of(worker));
            }
        }
        long deadline = System.nanoTime() + Worker.ANSWER_TIMEOUT_NANOS;
        answers.forEach((worker, answer) -> {
            var stats = WorkerTable.await(answer, deadline);
            if (stats != null && !worker.host().isEmpty()) {
                toldOfRemote.put(worker, stats);
            } else if (stats != null) {
                told.put(worker.pid(), stats);
                stats.children().forEach(child -> names.put(child.pid(), child.name()));
            }
        });
    }

    private void describe(ProcessHandle process, int depth) {
        if (!seen.add(process.pid())) {
            return;
        }
        rows.add(row(process, depth));
        process.children()
                .filter(ProcessLiveness::isRunning)
                .sorted(Comparator.comparing(ProcessHandle::pid))
                .forEach(child -> describe(child, depth + 1));
    }

    private ProcessInfo row(ProcessHandle process, int depth) {
        long pid = process.pid();
        var worker = depth == 0 ? null : workers.get(pid);
        var own = depth == 0 ? ProcessStats.ofThisProcess() : told.get(pid);
        var stats = own == null ? ProcessStats.ofSilent("", pid) : own;
        if (worker != null) {
            return row(worker, depth, stats);
        }
        return new ProcessInfo(
                pid,
                depth,
                depth == 0 ? ownName() : name(process),
                "running",
                0,
                stats.cpu(),
                stats.resident(),
                stats.heap(),
                "",
                OptionalInt.empty(),
                "",
                "",
                "");
    }

    private static ProcessInfo row(Worker worker, int depth, ProcessStats stats) {
        return new ProcessInfo(
                worker.pid(),
                depth,
                worker.name(),
                state(worker),
                worker.tasksDone(),
                stats.cpu(),
                stats.resident(),
                stats.heap(),
                method(worker),
                OptionalInt.empty(),
                "",
                worker.origin(),
                worker.host());
    }

    private void addRemote(Worker worker) {
        var stats = toldOfRemote.get(worker);
        rows.add(row(worker, 1, stats == null ? ProcessStats.ofSilent(worker.host(), worker.pid()) : stats));
    }

    private static String ownName() {
        var context = WorkerContext.current();
        return context == null ? WorkerContext.MAIN : context.name();
    }

    private String name(ProcessHandle process) {
        @Nullable String known = names.get(process.pid());
        return known != null
                ? known
                : process.info()
                        .command()
                        .map(command -> String.valueOf(Path.of(command).getFileName()))
                        .orElse("process");
    }

    private static String state(Worker worker) {
        return worker.standing().name().toLowerCase(Locale.ROOT);
    }

    private static String method(Worker worker) {
        return worker.standing() == Standing.SPARE ? "prefork" : worker.isFresh() ? "spawn" : "prefork";
    }

    private void addEnded(Worker worker) {
        var exit = worker.exit();
        if (exit == null || (worker.host().isEmpty() && !seen.add(worker.pid()))) {
            return;
        }
        rows.add(new ProcessInfo(
                worker.pid(),
                1,
                worker.name(),
                "ended",
                worker.tasksDone(),
                Duration.ZERO,
                0,
                0,
                method(worker),
                OptionalInt.of(exit.code()),
                exit.describe() + (worker.wasKilledHere() && exit.code() < 0 ? ", sent by its parent" : ""),
                worker.origin(),
                worker.host()));
    }
}
