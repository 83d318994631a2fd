package org.forkbook.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ManagerTest {

    /** What a user's own shared object may look like. */
    public interface Counter {
        int next();

        long pid();

        void fail(String message) throws Exception;
    }

    private static final class Counting implements Counter, Serializable {
        private static final long serialVersionUID = 1L;
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public int next() {
            return count.incrementAndGet();
        }

        @Override
        public long pid() {
            return ProcessHandle.current().pid();
        }

        @Override
        public void fail(String message) throws Exception {
            throw new java.io.IOException(message);
        }
    }

    @Test
    void aMapAndAListAreSharedByProcesses() throws Exception {
        try (var manager = Manager.start()) {
            Map<String, Integer> map = manager.map();
            List<String> list = manager.list();
            Child.Task task = () -> {
                var sum = (BinaryOperator<Integer> & Serializable) Integer::sum;
                for (var i = 0; i < 100; i++) {
                    map.merge("both", 1, sum);
                }
                map.put("pid " + ProcessHandle.current().pid(), null);
                list.add("done");
            };
            try (var a = Child.start(task);
                    var b = Child.start(task)) {
                assertEquals(0, a.join() + b.join());
            }
            assertEquals(200, map.get("both"));
            assertEquals(3, map.size());
            assertEquals(List.of("done", "done"), new ArrayList<>(list));
            assertEquals("[done, done]", list.toString());
            assertTrue(map.keySet().contains("both"));
            assertEquals(4, map.entrySet().iterator().next().getKey().length());
            var sum = new AtomicInteger();
            map.forEach((key, value) -> sum.addAndGet(value == null ? 1 : value));
            assertEquals(202, sum.get());
            assertEquals(2, list.stream().filter("done"::equals).count());
            assertNull(map.get("missing"));
            assertThrows(IndexOutOfBoundsException.class, () -> list.get(7));
        }
    }

    @Test
    void anObjectOfOnesOwnLivesInTheManagersProcess() throws Exception {
        try (var manager = Manager.start()) {
            var counter = manager.register(Counter.class, new Counting());
            assertEquals(1, counter.next());
            assertEquals(manager.pid(), counter.pid());
            assertNotEquals(ProcessHandle.current().pid(), counter.pid());
            try (var child = Child.start(() -> Child.say(counter.next()))) {
                assertEquals("2", child.line());
            }
            assertEquals(3, counter.next());
            var failure = assertThrows(java.io.IOException.class, () -> counter.fail("as asked"));
            assertEquals("as asked", failure.getMessage());
            assertThrows(IllegalArgumentException.class, () -> manager.register(Counting.class, new Counting()));
        }
    }

    @Test
    void callsFailWhenTheManagerWasKilledOrClosed() throws Exception {
        var manager = Manager.start();
        Map<String, Integer> map = manager.map();
        map.put("a", 1);
        var process = ProcessHandle.of(manager.pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().get();
        assertThrows(IllegalStateException.class, () -> map.get("a"));
        manager.close();
        manager.close();
        assertFalse(process.isAlive());

        var closed = Manager.start();
        List<String> list = closed.list();
        closed.close();
        assertThrows(IllegalStateException.class, list::size);
    }
}
