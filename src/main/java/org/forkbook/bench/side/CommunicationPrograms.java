package org.forkbook.bench.side;

import java.io.EOFException;
import java.util.List;
import org.forkbook.multiprocessing.RemoteRunnable;
import org.forkbook.multiprocessing.StartMethod;
import org.forkbook.multiprocessing.WorkerProcess;
import org.forkbook.multiprocessing.connection.Pipe;
import org.forkbook.multiprocessing.locks.ProcessLock;
import org.forkbook.multiprocessing.pool.ProcessPool;
import org.forkbook.multiprocessing.queue.ProcessQueue;
import org.forkbook.multiprocessing.shared.SharedLong;

/** Timed programs in which processes communicate, or share something. */
final class CommunicationPrograms {

    private CommunicationPrograms() {}

    private static WorkerProcess started(StartMethod method, RemoteRunnable task) {
        var process = WorkerProcess.builder()
                .startMethod(method)
                .daemon(true)
                .task(task)
                .build();
        process.start();
        return process;
    }

    static TimedProgram pipe(StartMethod method, int size) {
        var pipe = Pipe.<Integer>open();
        var here = pipe.first();
        var there = pipe.second();
        var process = started(method, () -> {
            try {
                while (true) {
                    there.send(there.receive());
                }
            } catch (EOFException e) {
                // The program has ended.
                return;
            }
        });
        return TimedProgram.of(
                () -> {
                    for (int i = 0; i < size; i++) {
                        here.send(i);
                        here.receive();
                    }
                },
                process::kill);
    }

    static TimedProgram queue(StartMethod method, int size) {
        var go = ProcessQueue.<Integer>create();
        var items = ProcessQueue.<Integer>create();
        var process = started(method, () -> {
            while (true) {
                int count = go.take();
                for (int i = 0; i < count; i++) {
                    items.put(i);
                }
            }
        });
        return TimedProgram.of(
                () -> {
                    go.put(size);
                    for (int i = 0; i < size; i++) {
                        items.take();
                    }
                },
                process::kill);
    }

    static TimedProgram lock(StartMethod method, int size) {
        var lock = ProcessLock.create();
        var value = SharedLong.create(0);
        var pool = ProcessPool.builder().size(2).startMethod(method).build();
        return TimedProgram.of(
                () -> pool.map(times -> increment(lock, value, times), List.of(size / 2, size / 2), 1), pool::close);
    }

    private static int increment(ProcessLock lock, SharedLong value, int times) {
        for (int i = 0; i < times; i++) {
            lock.lock();
            try {
                value.set(value.get() + 1);
            } finally {
                lock.unlock();
            }
        }
        return times;
    }
}
