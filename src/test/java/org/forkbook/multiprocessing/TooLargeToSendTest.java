package org.forkbook.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.forkbook.multiprocessing.errors.CannotTravelException;
import org.forkbook.multiprocessing.internal.EncodedValue;
import org.forkbook.multiprocessing.pool.ProcessPool;
import org.forkbook.usercode.UserCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is too large to be sent says so, with the limit and what to do; in a JVM with a small heap. */
@Timeout(200)
final class TooLargeToSendTest {

    private static final String[] SMALL = {"-Xmx64m"};

    @Test
    void objectsThatDoNotFitIntoTheHeapOnceMore() throws Exception {
        try (var child = Child.start(TooLargeToSendTest::packManyTexts, SMALL)) {
            assertTold(child);
        }
    }

    @Test
    void anArrayThatDoesNotFitIntoTheHeapOnceMore() throws Exception {
        try (var child = Child.start(TooLargeToSendTest::packOneArray, SMALL)) {
            assertTold(child);
        }
    }

    @Test
    void aTaskThatCapturesThemFailsInThePoolThatGoesOn() throws Exception {
        try (var child = Child.start(TooLargeToSendTest::submitManyTexts, SMALL)) {
            assertTold(child);
            assertEquals("5", child.line());
        }
    }

    private static void assertTold(Child child) throws Exception {
        var told = child.line();
        assertTrue(
                told != null
                        && told.contains("too large to be sent to another process at once")
                        && told.contains("heap of")
                        && told.contains("The limit is 2 GiB")
                        && told.contains("SharedMemory"),
                told);
        assertTrue(String.valueOf(child.line()).contains("OutOfMemoryError"), "its cause is kept");
    }

    private static List<String> manyTexts() {
        var texts = new ArrayList<String>();
        for (int i = 0; i < 400_000; i++) {
            texts.add("a text that is written as it is, number " + i);
        }
        return texts;
    }

    private static void packManyTexts() {
        var texts = manyTexts();
        tell(() -> EncodedValue.pack(texts, null));
    }

    private static void packOneArray() {
        var numbers = new double[4_500_000];
        tell(() -> EncodedValue.pack(numbers, null));
    }

    private static void submitManyTexts() throws Exception {
        var texts = manyTexts();
        try (var pool = new ProcessPool(1)) {
            tell(() -> pool.apply((Callable<Integer> & Serializable) texts::size));
            Child.say(pool.apply((Callable<Integer> & Serializable)
                    () -> List.of(1, 2, 3, 4, 5).size()));
        }
    }

    /** Says what a step throws, and its cause, on a line each. */
    private static void tell(Callable<?> step) {
        try {
            Child.say("no exception: " + step.call());
        } catch (CannotTravelException e) {
            Child.say(String.valueOf(e.getMessage()));
            Child.say(String.valueOf(e.getCause()));
        } catch (Throwable e) {
            Child.say(UserCode.message(e) + " is a " + e.getClass());
        }
    }
}
