package org.forkbook.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class UninterruptiblesTest {

    private final AtomicInteger runs = new AtomicInteger();

    @AfterEach
    void leaveNoInterruptToOtherTests() {
        Thread.interrupted();
    }

    @Test
    void aStepThatWasBrokenOffRunsAgainAndTheInterruptIsKept() throws IOException {
        var result = Uninterruptibles.<String, IOException>get(() -> switch (runs.incrementAndGet()) {
            case 1 -> throw new InterruptedException();
            case 2 -> {
                Thread.currentThread().interrupt();
                throw new ClosedByInterruptException();
            }
            default -> Thread.currentThread().isInterrupted() ? "interrupted" : "done";
        });

        assertEquals("done", result);
        assertTrue(Thread.interrupted());
    }

    @Test
    void aPendingInterruptIsKeptFromTheStep() {
        Thread.currentThread().interrupt();

        var seen = Uninterruptibles.get(() -> Thread.currentThread().isInterrupted());

        assertFalse(seen);
        assertTrue(Thread.interrupted());
    }

    @Test
    void aFailureOfTheStepIsTheCallersWithTheInterrupt() {
        Thread.currentThread().interrupt();

        assertThrows(
                IOException.class,
                () -> Uninterruptibles.run(() -> {
                    throw new IOException("full");
                }));

        assertTrue(Thread.interrupted());
    }

    @Test
    void anInterruptThatIsMeantToEndAWaitDoes() {
        Thread.currentThread().interrupt();

        assertThrows(
                InterruptedException.class,
                () -> Uninterruptibles.runUnless(() -> runs.incrementAndGet() == 2, () -> {
                    if (runs.get() == 1) {
                        Thread.currentThread().interrupt(); // The second one.
                    }
                    Thread.sleep(10_000);
                }));

        assertEquals(2, runs.get());
        assertFalse(Thread.interrupted());
    }
}
