package org.forkbook.multiprocessing.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.forkbook.multiprocessing.RemoteFunction;
import org.forkbook.multiprocessing.WorkerProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every way of writing a task that a reader may think of compiles, and means what it says. */
@Timeout(300)
class PoolOverloadsTest implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final ProcessPool POOL = new ProcessPool(2);

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    int square(int x) {
        return x * x;
    }

    static int mayThrow(int x) throws IOException {
        if (x < 0) {
            throw new IOException("negative");
        }
        return x + 1;
    }

    @Test
    void mapTakesLambdas() {
        assertEquals(List.of(1, 4), POOL.map(x -> x * x, List.of(1, 2)));
        List<Integer> squares = POOL.map((Integer x) -> x * x, List.of(3));
        assertEquals(List.of(9), squares);
        assertEquals(List.of("1", "2"), POOL.map(x -> "" + x, List.of(1, 2)));
    }

    @Test
    void mapTakesMethodReferences() {
        assertEquals(List.of(1, 4), POOL.map(this::square, List.of(1, 2)));
        assertEquals(List.of(2, 3), POOL.map(PoolOverloadsTest::mayThrow, List.of(1, 2)));
        assertEquals(List.of(3, 0), POOL.map(String::length, List.of("abc", "")));
    }

    @Test
    void mapTakesBoxedRangesSetsAndChunkSizes() {
        assertEquals(
                List.of(1, 2, 3),
                POOL.map(x -> x + 1, IntStream.range(0, 3).boxed().toList()));
        assertEquals(List.of(2), POOL.map(x -> x + 1, java.util.Set.of(1)));
        assertEquals(List.of(2, 3), POOL.map(x -> x + 1, List.of(1, 2), 2));
    }

    @Test
    void mapTakesFunctionsInVariables() {
        Function<Integer, Integer> function = (Function<Integer, Integer> & Serializable) x -> x + 1;
        assertEquals(List.of(2), POOL.map(function, List.of(1)));
        RemoteFunction<Object, String> wide = x -> "got " + x;
        List<String> texts = POOL.map(wide, List.of(1));
        assertEquals(List.of("got 1"), texts);
    }

    @Test
    void mapTakesLambdasWithBlocksThatThrowCheckedExceptions() {
        assertEquals(
                List.of(2),
                POOL.map(
                        x -> {
                            if (x < 0) {
                                throw new IOException("negative");
                            }
                            return x + 1;
                        },
                        List.of(1)));
    }

    @Test
    void applyTakesResultsAndNone() {
        assertEquals(3, POOL.apply(() -> 3));
        int three = POOL.apply(() -> square(1) + 2);
        assertEquals(3, three);
        POOL.apply(() -> System.out.print(""));
        POOL.apply(() -> {
            throw3(false);
        });
        assertEquals("x", POOL.apply(() -> {
            throw3(false);
            return "x";
        }));
        Callable<Integer> callable = (Callable<Integer> & Serializable) () -> 4;
        assertEquals(4, POOL.apply(callable));
    }

    static void throw3(boolean really) throws Exception {
        if (really) {
            throw new Exception("3");
        }
    }

    @Test
    void submitTakesResultsAndNone() throws Exception {
        assertEquals(3, POOL.submit(() -> 3).get());
        assertNull(POOL.submit(() -> System.out.print("")).get());
        assertNull(POOL.submit(() -> throw3(false)).get());
        Runnable runnable = (Runnable & Serializable) () -> {};
        assertNull(POOL.submit(runnable).get());
        assertEquals("done", POOL.submit(runnable, "done").get());
        Callable<Integer> callable = (Callable<Integer> & Serializable) () -> 4;
        assertEquals(4, POOL.submit(callable).get());
    }

    @Test
    void starmapTakesPairs() {
        assertEquals(List.of(3, 7), POOL.starmap((a, b) -> a + b, List.of(Map.entry(1, 2), Map.entry(3, 4))));
        assertEquals(List.of(3), POOL.starmap(Integer::sum, List.of(Map.entry(1, 2))));
        assertEquals(List.of("a1"), POOL.starmap((a, b) -> a + b, Map.of("a", 1).entrySet()));
        BiFunction<Integer, Integer, Integer> sum =
                (BiFunction<Integer, Integer, Integer> & Serializable) (a, b) -> a + b;
        assertEquals(List.of(3), POOL.starmap(sum, List.of(Map.entry(1, 2))));
    }

    @Test
    void asyncFormsTakeTheSame() {
        assertEquals(List.of(1, 4), POOL.mapAsync(x -> x * x, List.of(1, 2)).join());
        assertEquals(
                List.of(3),
                POOL.starmapAsync((a, b) -> a + b, List.of(Map.entry(1, 2))).join());
        assertEquals(5, POOL.applyAsync(() -> 5).thenApply(x -> x).join());
        assertNull(POOL.applyAsync(() -> System.out.print("")).join());
        assertTrue(POOL.applyAsync(() -> throw3(true))
                .handle((value, e) -> e != null)
                .join());
    }

    @Test
    void lazyFormsTakeTheSame() {
        assertEquals(List.of(1, 4), POOL.imap(x -> x * x, List.of(1, 2)).toList());
        assertEquals(
                List.of(1, 4),
                POOL.imapUnordered(this::square, List.of(1, 2)).sorted().toList());
    }

    @Test
    void processesTakeBothKindsOfRunnable() {
        Runnable runnable = (Runnable & Serializable) () -> {};
        try (var one = new WorkerProcess(runnable);
                var two = new WorkerProcess(() -> throw3(false));
                var three = new WorkerProcess(() -> square(2))) {
            one.start();
            two.start();
            three.start();
            one.join();
            two.join();
            three.join();
        }
    }
}
