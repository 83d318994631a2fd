package org.forkbook.multiprocessing.internal;

import java.util.concurrent.TimeUnit;
import org.forkbook.serialization.Capsule;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Packing and opening: a number, a lambda with what it captured, an array of 80 kB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CapsuleSpeed {
    private final double[] array = new double[10_000];
    private RemoteFunction<Integer, Integer> task;
    private Capsule number;
    private Capsule lambda;
    private Capsule large;

    @Setup
    public void pack() {
        int addend = array.length;
        task = x -> x + addend;
        number = Capsules.writer().packValue(4711);
        lambda = Capsules.writer().packTask(task);
        large = Capsules.writer().packValue(array);
    }

    @Benchmark
    public Object packsANumber() {
        return Capsules.writer().packValue(4711);
    }

    @Benchmark
    public Object packsALambda() {
        return Capsules.writer().packTask(task);
    }

    @Benchmark
    public Object packsAnArray() {
        return Capsules.writer().packValue(array);
    }

    @Benchmark
    public Object opensANumber() throws Exception {
        return Capsules.openTrusted(number);
    }

    @Benchmark
    public Object opensALambda() throws Exception {
        return Capsules.openTrusted(lambda);
    }

    @Benchmark
    public Object opensAnArray() throws Exception {
        return Capsules.openTrusted(large);
    }
}
