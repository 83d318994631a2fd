package org.forkbook.multiprocessing.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.ExecutionException;
import org.forkbook.multiprocessing.RemoteCallable;
import org.forkbook.multiprocessing.RemoteRunnable;
import org.forkbook.multiprocessing.errors.CannotTravelException;
import org.forkbook.multiprocessing.locks.ProcessLock;
import org.forkbook.multiprocessing.shared.SharedDouble;
import org.forkbook.multiprocessing.shared.SharedDoubleArray;
import org.forkbook.multiprocessing.shared.SharedInt;
import org.forkbook.multiprocessing.shared.SharedLong;
import org.forkbook.multiprocessing.shared.SharedMemory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** What crosses to workers on another machine, and what is refused. Outside of notebooks captured variables have no names. */
@Timeout(300)
class ClusterObjectsTest {
    private static final String NODES = "local-nodes[2,1]";
    private static final String ELSEWHERE = ", and workers of " + NODES + " are elsewhere. ";

    private static ClusterPool pool;

    @BeforeAll
    static void open() {
        pool = ClusterPool.connect(NODES);
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    private static String refused(RemoteRunnable task) {
        return refusal(() -> pool.submit(task));
    }

    private static String failure(RemoteCallable<?> task) {
        var thrown =
                assertThrows(ExecutionException.class, () -> pool.submit(task).get());
        return String.valueOf(thrown.getCause());
    }

    private static String refusal(Executable sending) {
        return String.valueOf(assertThrows(CannotTravelException.class, sending).getMessage());
    }

    @Test
    void sharedMemoryIsRefusedWithItsNameAndTheAlternative() {
        var sum = SharedLong.create(0);
        assertEquals(
                "Variable `(captured value 1)` can't be sent to a worker process: it is a"
                        + " org.forkbook.multiprocessing.shared.SharedLong: memory of this machine" + ELSEWHERE
                        + "Return the value and combine the results here, or keep it in a Manager.",
                refused(() -> sum.incrementAndGet()));
        var values = SharedDoubleArray.create(10);
        assertEquals(
                "Variable `(captured value 1)` can't be sent to a worker process: it is a"
                        + " org.forkbook.multiprocessing.shared.SharedDoubleArray: memory of this machine" + ELSEWHERE
                        + "Return the values and combine the results here, or keep them in a Manager.",
                refused(() -> values.set(0, 1)));
    }

    @Test
    void everyKindOfSharedMemoryIsRefused() {
        try (var block = SharedMemory.create(100)) {
            for (var shared :
                    List.<Object>of(SharedInt.create(1), SharedLong.create(1), SharedDouble.create(1), block)) {
                var told = refused(() -> System.out.println(shared));
                assertTrue(told.contains("memory of this machine" + ELSEWHERE), told);
            }
        }
    }

    @Test
    void sharedMemoryDeepInATaskIsRefusedWithThePathToIt() {
        var parts = List.of("a", List.of(SharedInt.create(1)));
        var told = refused(() -> System.out.println(parts));
        assertTrue(
                told.startsWith(
                        "Variable `(captured value 1)` can't be sent to a worker process: `(captured value 1)[1][0]` is a "),
                told);
    }

    @Test
    void sharedMemoryAmongAMapsArgumentsIsRefused() {
        var numbers = List.of(SharedInt.create(1), SharedInt.create(2));
        var told = refusal(() -> pool.map(SharedInt::get, numbers));
        assertTrue(told.contains("memory of this machine" + ELSEWHERE), told);
    }

    @Test
    void sharedMemoryInAnInitializerIsRefused() {
        var sum = SharedLong.create(0);
        var builder = ClusterPool.builder(NODES).initializer(() -> sum.set(1));
        var told = refusal(builder::build);
        assertTrue(told.contains("memory of this machine" + ELSEWHERE), told);
    }

    @Test
    void sharedMemoryThatATaskReturnsIsRefusedOnTheNode() {
        var told = failure(() -> SharedInt.create(1));
        assertTrue(
                told.contains("memory of this machine, node1, and process ")
                        || told.contains("memory of this machine, node2, and process "),
                told);
    }

    @Test
    void aLockThatATaskCreatesAndReturnsIsRefusedOnTheNode() {
        var told = failure(() -> ProcessLock.create());
        assertTrue(told.contains("ProcessLock: created on this machine, node"), told);
        assertTrue(told.contains("Create it in the program, and pass it to the task."), told);
    }
}
