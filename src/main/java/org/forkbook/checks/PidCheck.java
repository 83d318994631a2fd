package org.forkbook.checks;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.forkbook.worker.launch.WorkerRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Check of the processes that did something: their number, that they were workers, and that the notebook's own was not
 * among them.
 *
 * <pre>{@code
 * Check.pids("the processes that worked", () -> inPool(x -> ProcessHandle.current().pid(), numbers)).areWorkers(2, 4);
 * }</pre>
 */
public final class PidCheck {

    private final Expectation expectation;
    private final Callable<? extends Collection<Long>> code;

    PidCheck(Expectation expectation, Callable<? extends Collection<Long>> code) {
        this.expectation = expectation;
        this.code = code;
    }

    /** The same check with a hint for failures. */
    public PidCheck hint(String hint) {
        return new PidCheck(expectation.withHint(hint), code);
    }

    /** Requires exactly so many different processes, none of them the notebook's. */
    public void areWorkers(int count) {
        areWorkers(count, count);
    }

    /** Requires at least {@code least} and at most {@code most} different processes, none of them the notebook's. */
    public void areWorkers(int least, int most) {
        var number = least == most ? Integer.toString(least) : least + " to " + most;
        var wanted = number + (most == 1 ? " worker process" : " different worker processes")
                + ", and not the notebook's process " + ProcessHandle.current().pid();
        @Nullable Collection<Long> got = expectation.result(wanted, () -> OutputCapture.aloud(code));
        var different = got == null ? new TreeSet<Long>() : new TreeSet<>(got);
        boolean own = different.contains(ProcessHandle.current().pid());
        var unknown = unknown(different);
        if (own || !unknown.isEmpty() || different.size() < least || different.size() > most) {
            throw expectation.failure(
                    wanted,
                    (different.size() == 1 ? "1 process: " : different.size() + " processes: ")
                            + different
                            + (own ? ", the notebook's own among them" : "")
                            + (unknown.isEmpty() ? "" : "; no worker of this notebook has had the PID " + unknown));
        }
    }

    /** Numbers that are neither the notebook's process nor a worker that it has started, and so were invented. */
    private static Set<Long> unknown(Set<Long> pids) {
        var unknown = new TreeSet<>(pids);
        unknown.remove(ProcessHandle.current().pid());
        WorkerRegistry.living().forEach(worker -> unknown.remove(worker.pid()));
        WorkerRegistry.ended().forEach(worker -> unknown.remove(worker.pid()));
        return unknown;
    }
}
