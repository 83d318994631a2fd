package org.forkbook.kernel.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import zmq.Msg;

@Timeout(60)
class FrameAllocatorTest {

    private static final int MEGABYTE = 1 << 20;

    private final FrameAllocator allocator = new FrameAllocator(4L * MEGABYTE);

    @Test
    void smallFramesAreAlwaysTaken() {
        var taken = new ArrayList<Msg>();
        for (int i = 0; i < 20; i++) {
            taken.add(allocator.allocate(MEGABYTE / 2));
        }
        assertTrue(taken.stream().allMatch(msg -> msg.size() == MEGABYTE / 2));
    }

    @Test
    void largeFramesThatAreReceivedAtATimeHaveABoundInAll() {
        var first = allocator.allocate(2 * MEGABYTE);
        var second = allocator.allocate(2 * MEGABYTE);
        assertEquals(0, allocator.allocate(MEGABYTE).size(), "there was room for more");
        assertEquals(4 * MEGABYTE, first.size() + second.size());
    }

    @Test
    void whatHasBeenDealtWithMakesRoom() {
        for (int i = 0; i < 20; i++) {
            assertEquals(3 * MEGABYTE, allocator.allocate(3 * MEGABYTE).size());
        }
    }

    @Test
    void aNegativeLengthAndOneBeyondAllBoundsAreRefused() {
        assertEquals(0, allocator.allocate(-1).size());
        assertEquals(0, allocator.allocate(Integer.MAX_VALUE).size());
    }
}
