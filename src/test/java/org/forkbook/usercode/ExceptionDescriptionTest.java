package org.forkbook.usercode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExceptionDescriptionTest {

    /** Of its methods none gives what it should. */
    @SuppressWarnings("serial")
    private static final class Hostile extends RuntimeException {
        @Override
        public String getMessage() {
            throw new StackOverflowError();
        }

        @Override
        @SuppressWarnings("NullAway") // As some users write it.
        public StackTraceElement[] getStackTrace() {
            return null;
        }

        @Override
        public synchronized Throwable getCause() {
            throw new OutOfMemoryError("for a test");
        }

        @Override
        public void setStackTrace(StackTraceElement[] stackTrace) {
            throw new IllegalStateException();
        }

        @Override
        @SuppressWarnings("ToStringReturnsNull") // As some users write it.
        public @Nullable String toString() {
            return null;
        }
    }

    @SuppressWarnings("serial")
    private static final class Endless extends RuntimeException {
        @Override
        public synchronized Throwable getCause() {
            return new Endless();
        }
    }

    @Test
    void whatAnExceptionsMethodsThrowOrLeaveOutIsContained() {
        var description = ExceptionDescription.of(new Hostile());

        assertEquals("(its message failed: java.lang.StackOverflowError)", description.message());
        assertEquals(Hostile.class.getName(), description.text());
        assertEquals(List.of(), description.frames());
        assertEquals(1, description.chain().count());
        UserCode.setFrames(new Hostile(), List.of());
    }

    @Test
    void aRingOfCausesIsTold() {
        var inner = new IllegalStateException("inner");
        var outer = new IllegalArgumentException("outer", inner);
        inner.initCause(outer);

        var description = ExceptionDescription.of(outer);

        assertEquals(2, description.chain().count());
        assertTrue(
                description.stackTrace().endsWith("Caused by: java.lang.IllegalArgumentException (shown above)\n"),
                description::stackTrace);
    }

    @Test
    void causesWithoutEndAreCut() {
        var description = ExceptionDescription.of(new Endless());

        assertTrue(description.chain().count() < 100);
        assertTrue(description.stackTrace().endsWith("Caused by: … and so on\n"), description::stackTrace);
    }

    @Test
    void itPrintsWhatPrintStackTraceWould() {
        var thrown = new IllegalStateException("outer", new RuntimeException("inner"));
        thrown.addSuppressed(new java.io.IOException("aside"));
        var frame = new StackTraceElement("a.B", "run", "B.java", 7);
        var trace = ExceptionDescription.of(thrown)
                .withFrames(frames -> List.of(frame))
                .stackTrace();

        assertEquals("""
                java.lang.IllegalStateException: outer
                \tat a.B.run(B.java:7)
                \tSuppressed: java.io.IOException: aside
                \t\tat a.B.run(B.java:7)
                Caused by: java.lang.RuntimeException: inner
                \tat a.B.run(B.java:7)
                """, trace);
    }

    @Test
    void causesAreFoundWithoutCallingTheAuthorsMethods() {
        var hostile = new Hostile();
        assertEquals(List.of(hostile), Causes.of(hostile));

        var inner = new IllegalStateException("inner");
        var ring = new IllegalArgumentException("outer", inner);
        inner.initCause(ring);
        assertEquals(List.of(ring, inner), Causes.of(ring));
    }

    @Test
    void aCauseIsAddedAtTheEndOrWhereThereIsNoneBeside() {
        var added = new java.io.IOException("added");
        var plain = new IllegalStateException("outer", new RuntimeException());
        Causes.attach(plain, added);
        assertEquals(3, Causes.of(plain).size());

        var hostile = new Hostile();
        Causes.attach(hostile, added);
        assertSame(added, hostile.getSuppressed()[0]);
        assertSame(added, Causes.find(java.io.IOException.class, hostile).orElseThrow());
    }
}
