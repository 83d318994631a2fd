package org.forkbook.multiprocessing.manager;

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
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.forkbook.multiprocessing.Child;
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

    @Test
    void whatIsChangedThroughAViewOfAMapIsChangedInTheManager() throws Exception {
        try (var manager = Manager.start()) {
            Map<String, Integer> map = manager.map();
            for (var key : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
                map.put(key, (int) key.charAt(0) - 'a');
            }
            assertTrue(map.keySet().remove("a"));
            assertFalse(map.keySet().remove("a"));
            assertFalse(map.containsKey("a"));
            assertTrue(map.values().remove(1));
            assertFalse(map.containsKey("b"));
            assertTrue(map.entrySet().remove(Map.entry("c", 2)));
            assertFalse(map.containsKey("c"));
            assertTrue(map.values().removeIf((Predicate<Integer> & Serializable) value -> value == 3));
            assertFalse(map.containsKey("d"));
            for (var keys = map.keySet().iterator(); keys.hasNext(); ) {
                if (keys.next().equals("e")) {
                    keys.remove();
                    assertThrows(IllegalStateException.class, keys::remove);
                }
            }
            assertFalse(map.containsKey("e"));
            for (var entries = map.entrySet().iterator(); entries.hasNext(); ) {
                var entry = entries.next();
                if (entry.getKey().equals("f")) {
                    entries.remove();
                } else {
                    assertEquals(entry.getValue(), entry.setValue(70));
                }
            }
            assertEquals(Map.of("g", 70, "h", 70), map);
            var keys = map.keySet();
            map.put("i", 9);
            assertEquals(Set.of("g", "h", "i"), keys, "it is a view");
            assertEquals(List.of(70, 70, 9), new ArrayList<>(map.values()));
            assertTrue(keys.retainAll(Set.of("i")));
            assertEquals("[i=9]", map.entrySet().toString());
            keys.clear();
            assertTrue(map.isEmpty());
        }
    }

    @Test
    @SuppressWarnings("unchecked") // A class literal has no type arguments.
    void aViewTravelsAndIsTheSameThere() throws Exception {
        try (var manager = Manager.start()) {
            Map<String, Integer> map = manager.map();
            map.put("a", 1);
            map.put("b", 2);
            var keys = map.keySet();
            try (var child = Child.start(() -> Child.say(keys.remove("a")))) {
                assertEquals("true", child.line());
            }
            assertEquals(Map.of("b", 2), map);
            SortedMap<String, Integer> sorted =
                    manager.register(SortedMap.class, new TreeMap<>(Map.of("a", 1, "b", 2, "c", 3)));
            sorted.headMap("c").remove("a");
            sorted.tailMap("b").keySet().remove("b");
            assertEquals(Map.of("c", 3), sorted);
        }
    }

    @Test
    void whatWouldOnlyChangeASnapshotOfAListIsRefusedWithAdvice() throws Exception {
        try (var manager = Manager.start()) {
            List<String> list = manager.list();
            list.addAll(List.of("a", "b", "c"));
            Map<String, String> map = manager.map();
            map.put("k", "v");
            var walk = list.listIterator();
            walk.next();
            var iterator = list.iterator();
            iterator.next();
            var values = map.values().iterator();
            values.next();
            for (var change : List.<Runnable>of(
                    walk::remove,
                    () -> walk.set("x"),
                    () -> walk.add("x"),
                    iterator::remove,
                    values::remove,
                    () -> list.subList(0, 2).clear(),
                    () -> list.subList(0, 2).set(0, "x"),
                    () -> list.subList(0, 2).replaceAll(String::strip),
                    () -> list.subList(0, 2).removeIf(text -> true))) {
                var refused = assertThrows(UnsupportedOperationException.class, change::run);
                assertTrue(String.valueOf(refused.getMessage()).contains("snapshot"), refused.getMessage());
            }
            assertEquals(List.of("a", "b", "c"), list);
            assertTrue(list.removeIf((Predicate<String> & Serializable) "b"::equals));
            list.replaceAll((UnaryOperator<String> & Serializable) text -> text + "!");
            assertEquals(List.of("a!", "c!"), new ArrayList<>(list));
            assertEquals(List.of("c!"), list.subList(1, 2));
        }
    }

    /** An exception of which nothing can be asked. */
    private static final class Mute extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("unused")
        private final Object cannotTravel = Thread.currentThread();

        @Override
        @SuppressWarnings("OverrideThrowableToString") // What it says is what is tested.
        public String toString() {
            throw this;
        }
    }

    private static final class Failing implements Counter, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public int next() {
            throw new Mute();
        }

        @Override
        public long pid() {
            throw new OutOfMemoryError("as asked");
        }

        @Override
        public void fail(String message) {
            throw new StackOverflowError(message);
        }
    }

    @Test
    void aCallThatFailsInWhateverWayIsAnsweredAndTheManagerGoesOn() throws Exception {
        try (var manager = Manager.start()) {
            var counter = manager.register(Counter.class, new Failing());
            var mute = assertThrows(IllegalStateException.class, counter::next);
            assertTrue(String.valueOf(mute.getMessage()).contains("Mute"), mute.getMessage());
            assertThrows(OutOfMemoryError.class, counter::pid);
            assertThrows(StackOverflowError.class, () -> counter.fail("deep"));
            List<String> list = manager.list();
            list.add("on");
            assertEquals(List.of("on"), list);
        }
    }
}
