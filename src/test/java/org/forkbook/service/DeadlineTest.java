package org.forkbook.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    @Test
    void whatNeverComesIsForeverInTheWordsOfEachMethodThatWaits() {
        assertFalse(Deadline.NEVER.isOver());
        assertEquals(0, Deadline.NEVER.millisLeft());
        assertEquals(-1, Deadline.NEVER.pollMillis());
        assertSame(Deadline.NEVER, Deadline.in(Duration.ofSeconds(Long.MAX_VALUE)));
    }

    @Test
    void whatIsOverIsNotForever() {
        var over = Deadline.in(Duration.ofDays(-1));

        assertTrue(over.isOver());
        assertEquals(1, over.millisLeft());
        assertEquals(0, over.pollMillis());
    }

    @Test
    void theEarlierOfTwoDeadlinesCounts() {
        var soon = Deadline.in(Duration.ofHours(1));

        assertSame(soon, soon.or(Deadline.NEVER));
        assertSame(soon, Deadline.in(Duration.ofHours(2)).or(soon));
    }
}
