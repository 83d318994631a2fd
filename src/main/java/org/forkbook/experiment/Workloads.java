package org.forkbook.experiment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.forkbook.multiprocessing.RemoteFunction;
import org.forkbook.multiprocessing.WorkerProcess;
import org.jspecify.annotations.Nullable;

/**
 * Predefined workloads that show what threads share and processes don't; each is sized to take about half a second on
 * one core.
 *
 * <pre>{@code
 * Workloads.lockedCounter().compare().run()
 * }</pre>
 */
public final class Workloads {
    private static final int TASKS = 12;

    /** Long loops consist of short ones, so that each process compiles them alike, whichever loop was running. */
    private static final int PIECE = 1_000;

    private static final Object LOCK = new Object();
    private static long counter; // guarded by LOCK
    private static final AtomicLong ATOMIC = new AtomicLong();
    private static final List<Integer> LIST = Collections.synchronizedList(new ArrayList<>());
    private static final int LONGEST_LIST = 50_000;
    private static final GlobalLock GLOBAL = new GlobalLock();

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int THREADS = 8;
    /** Eight numbers in 64 bytes: the cache line of most processors. */
    private static final long[] NEIGHBOURS = new long[THREADS * 2];

    /** A number every 256 bytes. */
    private static final int APART = 32;

    private static final long[] FAR_APART = new long[(THREADS + 1) * APART];
    private static final AtomicInteger THREAD = new AtomicInteger();
    private static final ThreadLocal<Integer> NUMBER =
            ThreadLocal.withInitial(() -> THREAD.getAndIncrement() % THREADS);

    private static volatile Link kept = new Link(0, null);

    private Workloads() {}

    /** All of them, in the order in which a lesson may show them. */
    public static List<Workload<?, ?>> all() {
        return List.of(
                independent(),
                lockedCounter(),
                globalLock(),
                hotAtomic(),
                falseSharing(),
                padded(),
                synchronizedList(),
                allocation(),
                waiting(),
                tinyTasks());
    }

    private static <T, R> Workload<T, R> of(String name, String shows, RemoteFunction<T, R> function, List<T> inputs) {
        return new Workload<>(name, shows, function, inputs, Math.max(2, WorkerProcess.cpuCount()));
    }

    /** Primes are counted, and nothing is shared: threads and processes alike use all cores. */
    public static Workload<Integer, Integer> independent() {
        return of(
                "independent work: count primes",
                "Nothing is shared, so threads and processes alike come near one core's work for each core.",
                Workloads::countPrimes,
                Collections.nCopies(TASKS, 520_000));
    }

    /** How many primes there are below a number, found by division: pure computing. */
    public static int countPrimes(int below) {
        int count = 0;
        for (int n = 2; n < below; n++) {
            count += isPrime(n) ? 1 : 0;
        }
        return count;
    }

    private static boolean isPrime(int n) {
        for (int divisor = 2; (long) divisor * divisor <= n; divisor++) {
            if (n % divisor == 0) {
                return false;
            }
        }
        return true;
    }

    /** All work is done while one lock is held: threads take turns, processes have a lock each. */
    public static Workload<Integer, Long> lockedCounter() {
        return of(
                "a counter behind one lock",
                "All of the work is done under one lock: threads take turns and gain nothing; each process has a lock and"
                        + " a counter of its own.",
                Workloads::countUnderTheLock,
                Collections.nCopies(TASKS, 1_500));
    }

    private static long countUnderTheLock(int rounds) {
        long sum = 0;
        for (int i = 0; i < rounds; i++) {
            synchronized (LOCK) {
                long value = mixed(i, 10_000);
                counter += value;
                sum += value;
            }
        }
        return sum;
    }

    /** The counter behind the lock, as it is in this process. */
    static long counted() {
        synchronized (LOCK) {
            return counter;
        }
    }

    /** A number that takes so many steps to compute. */
    private static long mixed(long seed, int steps) {
        long value = seed + 88_172_645_463_325_252L;
        for (int i = 0; i < steps; i++) {
            value ^= value << 13;
            value ^= value >>> 7;
            value ^= value << 17;
        }
        return value;
    }

    /** As {@link #independent}, in an interpreter with a lock like CPython's: what Python's threads do. */
    public static Workload<Integer, Integer> globalLock() {
        return of(
                "count primes under a global lock",
                "The same primes in an interpreter with one lock, as CPython has: threads take turns every few"
                        + " milliseconds; each process has a lock of its own.",
                n -> GLOBAL.hold(() -> countPrimesInTurns(n)),
                Collections.nCopies(TASKS, 260_000));
    }

    private static int countPrimesInTurns(int below) throws InterruptedException {
        int count = 0;
        for (int n = 2; n < below; n++) {
            count += isPrime(n) ? 1 : 0;
            if (n % 64 == 0) {
                GLOBAL.checkpoint();
            }
        }
        return count;
    }

    /** One atomic number that all increment: no lock, and still the cores wait for each other. */
    public static Workload<Integer, Integer> hotAtomic() {
        return of(
                "one atomic number, counted up by all",
                "No thread is ever blocked, but the number's memory has to move from core to core for each step: threads"
                        + " are slower than one alone.",
                Workloads::countUp,
                Collections.nCopies(TASKS, 6_000_000));
    }

    private static int countUp(int times) {
        for (int done = 0; done < times; done += PIECE) {
            countUpAPiece();
        }
        return times;
    }

    private static void countUpAPiece() {
        for (int i = 0; i < PIECE; i++) {
            ATOMIC.incrementAndGet();
        }
    }

    /** Each thread has its own number, but they are neighbours in memory. */
    public static Workload<Integer, Integer> falseSharing() {
        return of(
                "numbers of one's own, side by side",
                "Each thread counts up a number of its own, but they lie in one cache line, which the cores pass to"
                        + " each other; each process has its own memory.",
                n -> countUpApart(NEIGHBOURS, 1, n),
                Collections.nCopies(TASKS, 3_000_000));
    }

    /** As {@link #falseSharing}, with room between the numbers. */
    public static Workload<Integer, Integer> padded() {
        return of(
                "numbers of one's own, far apart",
                "The fix: with 256 bytes between them, each core keeps its own number.",
                n -> countUpApart(FAR_APART, APART, n),
                Collections.nCopies(TASKS, 3_000_000));
    }

    private static int countUpApart(long[] cells, int distance, int times) {
        int own = (NUMBER.get() + 1) * distance;
        for (int done = 0; done < times; done += PIECE) {
            countUpAPiece(cells, own);
        }
        return times;
    }

    private static void countUpAPiece(long[] cells, int own) {
        for (int i = 0; i < PIECE; i++) {
            CELL.getAndAdd(cells, own, 1L); // A plain store waits in the core's own buffer and hides most of the cost.
        }
    }

    /** One list that all add to: each call takes the list's lock. */
    public static Workload<Integer, Integer> synchronizedList() {
        return of(
                "one synchronized list, filled by all",
                "Each add takes the list's lock for a moment: threads spend more on getting it than on adding; each"
                        + " process has a list of its own.",
                Workloads::fillTheList,
                Collections.nCopies(TASKS, 1_500_000));
    }

    private static int fillTheList(int times) {
        for (int done = 0; done < times; done += PIECE) {
            fillAPiece();
            if (LIST.size() > LONGEST_LIST) {
                LIST.clear();
            }
        }
        return times;
    }

    private static void fillAPiece() {
        for (int i = 0; i < PIECE; i++) {
            LIST.add(i & 127);
        }
    }

    /** Many short-lived objects: threads share one heap and its collector, processes have a heap each. */
    public static Workload<Integer, Long> allocation() {
        return of(
                "many objects, soon forgotten",
                "Threads share one heap: while its collector works, all of them stop. Each process has a heap and"
                        + " a collector of its own.",
                Workloads::allocate,
                Collections.nCopies(TASKS, 120));
    }

    /** A chain of objects; long enough to be copied by the collector while it is built. */
    private record Link(long value, @Nullable Link next) {}

    private static long allocate(int rounds) {
        long sum = 0;
        for (int round = 0; round < rounds; round++) {
            kept = chain(60_000);
            sum += kept.value(); // Any thread's chain: all have the same length.
        }
        return sum;
    }

    private static Link chain(int length) {
        var chain = new Link(0, null);
        for (int i = 1; i < length; i++) {
            chain = new Link(i, chain);
        }
        return chain;
    }

    /** Waiting for something outside, imitated by sleep: it needs no core, so more threads than cores help. */
    public static Workload<Integer, Integer> waiting() {
        return new Workload<>(
                "waiting for an answer from outside",
                "Waiting needs no core: eight threads wait eight times at once. Processes can as well, but each costs"
                        + " tens of megabytes and has to be started.",
                Workloads::await,
                Collections.nCopies(32, 20),
                8);
    }

    private static int await(int millis) throws InterruptedException {
        Thread.sleep(millis);
        return millis;
    }

    /** Tasks that take less time than sending them. */
    public static Workload<Integer, Integer> tinyTasks() {
        var inputs = new ArrayList<Integer>();
        for (int i = 0; i < 20_000; i++) {
            inputs.add(i);
        }
        return of(
                "tiny tasks: add one",
                "A task takes nanoseconds, sending it to another thread or process far longer: nothing beats a loop.",
                n -> n + 1,
                inputs);
    }
}
