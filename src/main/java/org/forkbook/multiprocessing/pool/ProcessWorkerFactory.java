package org.forkbook.multiprocessing.pool;

import java.util.concurrent.atomic.AtomicInteger;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.multiprocessing.internal.Capsules;
import org.forkbook.multiprocessing.internal.LaunchSettings;
import org.forkbook.serialization.Capsule;
import org.forkbook.worker.launch.WorkerOptions;
import org.jspecify.annotations.Nullable;

/** The factory of a pool's worker processes, all of which are started in the same way. */
final class ProcessWorkerFactory implements PoolScheduler.WorkerFactory {
    private final String name;
    private final WorkerOptions launch;
    private final @Nullable Capsule initializer;
    private final Frontend.Output output = Frontend.current().output();
    private final Frontend.Scope scope = Frontend.current().scope();
    private final AtomicInteger workers = new AtomicInteger();

    private ProcessWorkerFactory(String name, WorkerOptions launch, @Nullable Capsule initializer) {
        this.name = name;
        this.launch = launch;
        this.initializer = initializer;
    }

    /** @param initializer a task that each worker runs first; null for none */
    static ProcessWorkerFactory of(String name, LaunchSettings launch, @Nullable Runnable initializer) {
        return new ProcessWorkerFactory(
                name,
                launch.options(name),
                initializer == null ? null : Capsules.writer().packTask(initializer));
    }

    @Override
    public PoolWorker create(PoolScheduler scheduler, PoolScheduler.Slot slot) {
        var options = launch.called(name + "-worker-" + workers.incrementAndGet())
                .withAddedClassPath(Frontend.current().addedClassPath());
        return new ProcessWorker(scheduler, slot, options, initializer, output, scope);
    }
}
