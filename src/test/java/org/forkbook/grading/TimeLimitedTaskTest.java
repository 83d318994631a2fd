package org.forkbook.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimeLimitedTaskTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void whatWorkGivesOrThrowsComesBackAsItIs() throws Exception {
        assertEquals(7, TimeLimitedTask.call(LONG, () -> 7));
        for (var thrown :
                new Throwable[] {new IOException("a"), new IllegalStateException("b"), new StackOverflowError()}) {
            assertSame(
                    thrown,
                    assertThrows(
                            thrown.getClass(),
                            () -> TimeLimitedTask.call(LONG, () -> {
                                TimeLimitedTaskTest.<RuntimeException>sneak(thrown);
                                return 0;
                            })));
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> void sneak(Throwable e) throws E {
        throw (E) e;
    }

    @Test
    void workWhoseTimeIsUpIsInterruptedAndHasTidiedUpWhenTheCallEnds() {
        var tidied = new AtomicBoolean();
        var e = assertThrows(
                IOException.class,
                () -> TimeLimitedTask.call(Duration.ofMillis(50), () -> {
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        tidied.set(true);
                    }
                    return 0;
                }));
        var message = String.valueOf(e.getMessage());
        assertTrue(message.contains("did not end within"), message);
        assertTrue(tidied.get());
    }
}
