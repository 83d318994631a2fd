package org.forkbook.kernel.interpreter;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.FutureTask;
import org.forkbook.kernel.interpreter.Notebook.Ran;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The methods of users' exceptions and values may do anything: the cell ends all the same, and so does a stop. */
@Timeout(300)
class UsersMethodsTest {

    @AutoClose
    final Notebook notebook = new Notebook();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "public StackTraceElement[] getStackTrace() { return null; }",
                "public StackTraceElement[] getStackTrace() { return new StackTraceElement[2]; }",
                "public String getMessage() { return null; }",
                "public String getMessage() { throw new IllegalStateException(); }",
                "public String getLocalizedMessage() { throw new Error(); }",
                "public String toString() { return null; }",
                "public String toString() { throw new OutOfMemoryError(\"mine\"); }",
                "public String toString() { return toString(); }",
                "public Throwable getCause() { throw new Error(); }",
                "public Throwable getCause() { return this; }",
                "public Throwable getCause() { return new Odd(); }",
                "public void setStackTrace(StackTraceElement[] trace) { throw new Error(); }",
                "public Throwable initCause(Throwable cause) { throw new Error(); }",
                "private void writeObject(java.io.ObjectOutputStream out) { throw new Error(); }",
                "private void readObject(java.io.ObjectInputStream in) { throw new Error(); }",
            })
    void anExceptionIsToldWhateverItsMethodsDo(String method) {
        notebook.cell(
                        "class Odd extends RuntimeException { " + method + " }",
                        "var pool = new ProcessPool(1); pool.apply(() -> 1);")
                .succeeds();
        notebook.cell("throw new Odd();").fails("Odd");
        notebook.cell("new Exception(\"kept\", new Odd())").succeeds();
        var failure =
                notebook.cell("pool.apply(() -> { throw new Odd(); })").result().failure();
        assertNotNull(failure);
        assertTrue(String.join("\n", failure.traceback()).contains("task 2 failed in"), () -> "" + failure);
        notebook.cell("pool.apply(() -> 1 + 1)").returns("2");
        notebook.cell(
                        "pool.close(); var told = new CountDownLatch(1);",
                        "new Thread(() -> { try { throw new Odd(); } finally { told.countDown(); } }).start();",
                        "told.await();")
                .succeeds();
    }

    @Test
    void causesThatFormARingEnd() {
        notebook.cell(
                        "var first = new RuntimeException(\"first\");",
                        "var second = new RuntimeException(\"second\", first); first.initCause(second);",
                        "var pool = new ProcessPool(1);")
                .succeeds();
        var trace = notebook.cell("throw second;").fails("java.lang.RuntimeException");
        assertTrue(trace.contains("Caused by: java.lang.RuntimeException: first"), trace);
        assertTrue(trace.contains("(shown above)"), trace);
        notebook.cell("pool.apply(() -> { throw second; })")
                .failsSaying("java.lang.RuntimeException", "second", "first", "task 1 failed in");
        notebook.cell("pool.applyAsync(() -> { throw second; }).get()")
                .failsSaying("java.util.concurrent.ExecutionException", "task 2 failed in");
        notebook.cell("pool.close();").succeeds();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "throw new Slow();",
                "new Object() { public String toString() { return new Slow().getMessage(); } }",
                "throw new Error(new Slow());",
            })
    void aStopEndsAMethodOfAnExceptionThatNeverReturns(String code) throws Exception {
        notebook.cell(
                        "var entered = new CountDownLatch(1);",
                        "class Slow extends RuntimeException {",
                        "    public String getMessage() { entered.countDown(); while (true) { } } }")
                .succeeds();
        var cell = inBackground(code);
        notebook.cell("entered.await();").succeeds();
        notebook.interpreter.interrupt();
        cell.get(60, SECONDS).fails("InterruptedException");
        notebook.cell("1 + 1").returns("2");
    }

    @Test
    void aWorkersExceptionThatNeverSaysWhatItIsEndsWithItsTimeLimit() {
        notebook.cell(
                        "class Slow extends RuntimeException { public String getMessage() { while (true) { } } }",
                        "var pool = ProcessPool.builder().size(1).taskTimeout(Duration.ofSeconds(2)).build();")
                .succeeds();
        notebook.cell("pool.apply(() -> { throw new Slow(); })")
                .fails("org.forkbook.multiprocessing.pool.TaskTimeoutException");
        notebook.cell("pool.apply(() -> 2)").returns("2");
        notebook.cell("pool.close();").succeeds();
    }

    @Test
    void aValueWhoseTextIsNullIsShownAsNull() {
        notebook.cell("class Mute { public String toString() { return null; } }")
                .succeeds();
        notebook.cell("new Mute()").returns("null");
        notebook.cell("new Object[] {new Mute()}").returns("[null]");
        notebook.cell("List.of(new Mute())").returns("[null]");
        notebook.cell(
                        "class Chars implements CharSequence { public String toString() { return null; }",
                        "    public int length() { return 0; } public char charAt(int i) { return 0; }",
                        "    public CharSequence subSequence(int from, int to) { return this; } }")
                .succeeds();
        notebook.cell("new Chars()").returns("null");
    }

    @Test
    void aListingOfVariablesCanBeStopped() throws Exception {
        notebook.cell(
                        "var entered = new CountDownLatch(1);",
                        "class Slow { public String toString() { entered.countDown(); while (true) { } } }",
                        "var slow = new Slow();")
                .succeeds();
        var cell = inBackground("%whos");
        notebook.cell("entered.await();").succeeds();
        notebook.interpreter.interrupt();
        cell.get(60, SECONDS).fails("InterruptedException");
    }

    @Test
    void aQuestionAboutAVariableWhoseTextNeverEndsIsAnsweredAndLeavesNothingRunning() throws Exception {
        notebook.cell(
                        "var ended = new CountDownLatch(1);",
                        "class Slow { public String toString() {",
                        "    try { while (true) { } } finally { ended.countDown(); } } }",
                        "var slow = new Slow();")
                .succeeds();
        assertNotNull(notebook.interpreter.inspect("slow", 4, 0));
        notebook.cell("ended.await();").succeeds();
    }

    @Test
    void eachShortageOfMemoryIsToldByItsCause() {
        notebook.cell("throw new OutOfMemoryError(\"unable to create native thread: possibly out of memory\");")
                .failsSaying("java.lang.OutOfMemoryError", "the limit on threads and processes is reached");
        notebook.cell("throw new OutOfMemoryError(\"Metaspace\");")
                .failsSaying("java.lang.OutOfMemoryError", "memory for classes");
        notebook.cell("throw new OutOfMemoryError(\"Cannot reserve 9 bytes of direct buffer memory\");")
                .failsSaying("java.lang.OutOfMemoryError", "outside the heap");
        notebook.cell("new int[Integer.MAX_VALUE]").failsSaying("java.lang.OutOfMemoryError", "No array has more");
        notebook.cell("throw new IllegalStateException(new OutOfMemoryError(\"Java heap space\"));")
                .failsSaying("java.lang.IllegalStateException", "set large ones to null");
    }

    @Test
    void aResultIsFreedWhenItsCellHasEnded() {
        notebook.cell(
                        "static java.lang.ref.WeakReference<Object> kept;",
                        "Object big() { var made = new Object(); kept = new java.lang.ref.WeakReference<>(made); return made; }")
                .succeeds();
        notebook.cell("big()").succeeds();
        notebook.cell("while (kept.get() != null) { System.gc(); Thread.onSpinWait(); } kept.get() == null")
                .returns("true");
    }

    private FutureTask<Ran> inBackground(String code) {
        var task = new FutureTask<>(() -> notebook.cell(code));
        ServiceThread.forTask("test-cell", task, FailureHandler.logging("A cell"))
                .start();
        return task;
    }
}
