package org.forkbook.multiprocessing;

import java.io.Serializable;
import java.util.concurrent.Callable;

/**
 * A task with a result that can be sent to another process, and may throw checked exceptions.
 *
 * <pre>{@code
 * long pid = pool.apply(() -> WorkerProcess.current().pid());
 * }</pre>
 *
 * @param <R> the result's type
 */
@FunctionalInterface
public interface RemoteCallable<R> extends Callable<R>, Serializable {}
