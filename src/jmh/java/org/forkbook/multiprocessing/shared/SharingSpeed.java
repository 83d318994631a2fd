package org.forkbook.multiprocessing.shared;

import java.util.concurrent.TimeUnit;
import org.forkbook.multiprocessing.locks.ProcessLock;
import org.forkbook.multiprocessing.locks.ProcessSemaphore;
import org.forkbook.multiprocessing.queue.ProcessQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What is shared, used by one process alone: the way without waiting. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SharingSpeed {
    private final ProcessLock lock = ProcessLock.create();
    private final ProcessSemaphore semaphore = ProcessSemaphore.create(1);
    private final SharedLong number = SharedLong.create(0);
    private final SharedDoubleArray array = SharedDoubleArray.create(1_000);
    private final ProcessQueue<Integer> queue = ProcessQueue.create();

    @Benchmark
    public void locksAndUnlocks() {
        lock.lock();
        lock.unlock();
    }

    @Benchmark
    public void acquiresAndReleases() throws InterruptedException {
        semaphore.acquire();
        semaphore.release();
    }

    @Benchmark
    public long increments() {
        return number.incrementAndGet();
    }

    @Benchmark
    public double sumsAThousandElements() {
        double sum = 0;
        for (int i = 0; i < array.length(); i++) {
            sum += array.get(i);
        }
        return sum;
    }

    @Benchmark
    public Integer putsAndTakes() throws InterruptedException {
        queue.put(1);
        return queue.take();
    }
}
