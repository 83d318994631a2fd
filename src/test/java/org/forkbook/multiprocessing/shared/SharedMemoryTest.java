package org.forkbook.multiprocessing.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.forkbook.multiprocessing.Child;
import org.forkbook.multiprocessing.OpenFiles;
import org.forkbook.multiprocessing.errors.SharedMemoryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class SharedMemoryTest {

    private final String name = "test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();

    @Test
    void anotherProcessFindsItByName() throws Exception {
        var wanted = name;
        try (var memory = SharedMemory.create(wanted, 100)) {
            assertEquals(100, memory.size());
            memory.buffer().putInt(0, 42);
            assertSame(memory, SharedMemory.open(wanted));
            try (var child = Child.start(() -> {
                var opened = SharedMemory.open(wanted);
                Child.say(opened.buffer().getInt(0));
                opened.buffer().putInt(4, 43);
            })) {
                assertEquals("42", child.line());
                assertEquals(0, child.join());
            }
            assertEquals(43, memory.buffer().getInt(4));
        }
        assertEquals(List.of(), OpenFiles.inSharedMemory(name));
    }

    @Test
    void aNameThatIsTakenOrUnknownIsSaidWithTheRemedy() {
        try (var memory = SharedMemory.create(name, 8)) {
            var taken = assertThrows(SharedMemoryException.class, () -> SharedMemory.create(name, 8));
            assertTrue(String.valueOf(taken.getMessage()).contains("already shared memory named"), taken.getMessage());
            assertEquals(8, memory.size());
        }
        var unknown = assertThrows(SharedMemoryException.class, () -> SharedMemory.open(name));
        assertTrue(
                String.valueOf(unknown.getMessage()).contains("SharedMemory.create(\"" + name), unknown.getMessage());
        assertThrows(IllegalArgumentException.class, () -> SharedMemory.create("../etc/passwd", 8));
        assertThrows(IllegalArgumentException.class, () -> SharedMemory.create(name, 0));
    }

    @Test
    void itIsGoneWithAMakerThatWasKilled() throws Exception {
        var wanted = name;
        try (var maker = Child.start(() -> {
            SharedMemory.create(wanted, 1 << 20);
            Child.say("made");
            Child.hear();
        })) {
            assertEquals("made", maker.line());
            maker.kill();
        }
        assertThrows(SharedMemoryException.class, () -> SharedMemory.open(wanted));
        try (var again = SharedMemory.create(wanted, 16)) {
            assertEquals(16, again.size());
        }
        assertEquals(List.of(), OpenFiles.inSharedMemory(name));
    }

    @Test
    void itStaysWithTheOthersWhenItsMakerIsKilled() throws Exception {
        var wanted = name;
        try (var maker = Child.start(() -> {
            SharedMemory.create(wanted, 64).buffer().putInt(0, 7);
            Child.say("made");
            Child.hear();
        })) {
            assertEquals("made", maker.line());
            try (var mine = SharedMemory.open(wanted)) {
                maker.kill();
                assertEquals(7, mine.buffer().getInt(0));
                try (var late = Child.start(
                        () -> Child.say(SharedMemory.open(wanted).buffer().getInt(0)))) {
                    assertEquals("7", late.line());
                }
                assertThrows(SharedMemoryException.class, () -> SharedMemory.create(wanted, 64));
            }
        }
        assertEquals(List.of(), OpenFiles.inSharedMemory(name));
    }

    @Test
    void itTravelsWithoutANameToo() throws Exception {
        try (var memory = SharedMemory.create(64);
                var child = Child.start(() -> memory.buffer().putLong(8, 99))) {
            assertEquals(0, child.join());
            assertEquals(99, memory.buffer().getLong(8));
        }
    }

    @Test
    void whatWasClosedSaysSo() {
        var memory = SharedMemory.create(64);
        var buffer = memory.buffer();
        memory.close();
        memory.close();
        assertThrows(IllegalStateException.class, memory::buffer);
        assertEquals(0, buffer.getLong(0));
    }

    @Test
    void anInterruptedThreadGetsItsMemoryAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        try (var memory = SharedMemory.create(name, 64)) {
            assertTrue(Thread.interrupted());
            assertEquals(64, memory.size());
        }
    }
}
