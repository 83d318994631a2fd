package org.forkbook.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class CheckTimeoutTest {

    @Test
    void codeThatWaitsForEverIsInterruptedAndSaysSo() {
        var never = new CountDownLatch(1);
        var late = assertThrows(
                CheckTimeout.OutOfTime.class,
                () -> new CheckTimeout(Duration.ofMillis(50)).call(() -> {
                    never.await();
                    return 1;
                }));
        assertEquals("nothing within 0.05 s: it waits for something that never comes", late.getMessage());
        assertInstanceOf(InterruptedException.class, late.getCause());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void codeThatEndsInTimeIsLeftAlone() throws Exception {
        assertEquals(7, new CheckTimeout(Duration.ofSeconds(20)).call(() -> 7));
        assertThrows(
                IllegalStateException.class,
                () -> new CheckTimeout(Duration.ofSeconds(20)).call(() -> {
                    throw new IllegalStateException("on purpose");
                }));
        assertFalse(Thread.currentThread().isInterrupted());
    }

    /** An interrupt from outside, such as the stop button's, is not taken for the limit's. */
    @Test
    void anInterruptFromOutsideStaysOne() {
        Thread.currentThread().interrupt();
        assertThrows(
                InterruptedException.class,
                () -> new CheckTimeout(Duration.ofSeconds(20)).call(() -> {
                    Thread.sleep(10_000);
                    return 1;
                }));
    }
}
