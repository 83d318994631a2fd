package org.forkbook.multiprocessing.connection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.forkbook.multiprocessing.Child;
import org.forkbook.multiprocessing.Pass;
import org.forkbook.multiprocessing.WorkerProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
@SuppressWarnings("NullAway") // What is received here was never null, but for where that is tested.
class PipeTest {

    @Test
    void bothEndsWorkInOneProcess() throws Exception {
        try (var pipe = Pipe.<Object>open()) {
            pipe.first().send("there");
            pipe.second().send(null);
            assertTrue(pipe.second().poll());
            assertEquals("there", pipe.second().receive());
            assertNull(pipe.first().receive());
            assertFalse(pipe.first().poll(Duration.ofMillis(10)));
            var big = new byte[1 << 20];
            var sending = new FutureTask<>(() -> {
                pipe.first().send(big);
                return true;
            });
            new Thread(sending, "sending").start();
            assertArrayEquals(big, (byte[]) pipe.second().receive());
            assertTrue(sending.get());
            pipe.first().send("last");
            pipe.first().close();
            assertEquals("last", pipe.second().receive());
            assertThrows(EOFException.class, () -> pipe.second().receive());
            assertThrows(IOException.class, () -> pipe.second().send("nobody"));
        }
    }

    @Test
    void aWorkerSendsAndEndsAndNothingIsLost() throws Exception {
        var pipe = Pipe.<String>open();
        var process = new WorkerProcess(() -> pipe.second().send("hi"));
        process.start();
        process.join();
        assertEquals("hi", pipe.first().receive());
        assertThrows(EOFException.class, () -> pipe.first().receive());
    }

    @Test
    void valuesGoToAndFro() throws Exception {
        var pipe = Pipe.<Integer>open();
        pipe.first().send(100); // Waits in this process until the worker has come.
        try (var child = Child.start(() -> {
            try {
                while (true) {
                    pipe.second().send(pipe.second().receive() + 1);
                }
            } catch (EOFException e) {
                Child.say("end");
            }
        })) {
            assertEquals(101, pipe.first().receive());
            for (var i = 0; i < 1000; i++) {
                pipe.first().send(i);
                assertEquals(i + 1, pipe.first().receive());
            }
            pipe.first().close();
            assertEquals("end", child.line());
            assertEquals(0, child.join());
        }
    }

    @Test
    void twoWorkersTalkToEachOther() throws Exception {
        var pipe = Pipe.<int[]>open();
        try (var a = Child.start(() -> {
                    for (var i = 0; i < 20; i++) {
                        pipe.first().send(new int[100_000]);
                        if (pipe.first().receive().length != 100_000) {
                            throw new AssertionError();
                        }
                    }
                    Child.say("done");
                });
                var b = Child.start(() -> {
                    var count = 0;
                    try {
                        while (true) {
                            pipe.second().send(pipe.second().receive());
                            count++;
                        }
                    } catch (EOFException e) {
                        Child.say(count);
                    }
                })) {
            assertEquals("done", a.line());
            assertEquals("20", b.line());
        }
    }

    @Test
    void aKilledProcessIsTheEndForTheOther() throws Exception {
        var pipe = Pipe.<String>open();
        try (var child = Child.start(() -> {
            pipe.second().send("here");
            Child.hear();
        })) {
            assertEquals("here", pipe.first().receive());
            var receiving = new FutureTask<>(
                    () -> assertThrows(EOFException.class, () -> pipe.first().receive()));
            new Thread(receiving, "receiving").start();
            child.kill();
            receiving.get(120, TimeUnit.SECONDS);
            assertThrows(IOException.class, () -> {
                for (var i = 0; i < 1000; i++) {
                    pipe.first().send("nobody");
                }
            });
        }
    }

    @Test
    void aProcessKilledBeforeItUsedItsEndIsTheEndToo() throws Exception {
        var pipe = Pipe.<String>open();
        var end = pipe.second();
        try (var child = Child.start(() -> {
            Child.say(end.getClass().getSimpleName());
            Child.hear();
        })) {
            assertEquals("PipeEnd", child.line());
            child.kill();
            assertThrows(EOFException.class, () -> pipe.first().receive());
        }
    }

    @Test
    void theCreatorsDeathIsTheEnd() throws Exception {
        var pass = Pass.open();
        try (var creator = Child.start(() -> {
            var pipe = Pipe.<String>open();
            pass.send(pipe.second());
            pipe.first().send("one");
            Child.say("sent");
            Child.hear();
        })) {
            assertEquals("sent", creator.line());
            @SuppressWarnings("unchecked")
            var end = (Connection<String>) pass.receive();
            assertEquals("one", end.receive());
            creator.kill();
            assertThrows(EOFException.class, end::receive);
        }
    }

    @Test
    void anEndHasOneUser() throws Exception {
        var pipe = Pipe.<String>open();
        Child.Task use = () -> {
            try {
                pipe.second().send("mine");
                Child.say("ok");
            } catch (IOException e) {
                Child.say(e.toString());
            }
            Child.hear();
        };
        try (var a = Child.start(use)) {
            assertEquals("ok", a.line());
            try (var b = Child.start(use)) {
                var answer = String.valueOf(b.line());
                assertTrue(answer.contains("in use in process " + a.pid()), answer);
            }
            var mine = assertThrows(IOException.class, () -> pipe.second().send("moved"));
            assertTrue(String.valueOf(mine.getMessage()).contains("moved to process " + a.pid()), mine.getMessage());
        }
    }

    @Test
    void anInterruptEndsTheWaitAndNothingElse() throws Exception {
        var pipe = Pipe.<double[]>open();
        try (var child = Child.start(() -> {
            pipe.second().send(new double[] {1});
            Child.hear();
            var values = new double[200_000];
            Arrays.fill(values, 0.5);
            pipe.second().send(values);
            Child.hear();
        })) {
            assertEquals(1, pipe.first().receive().length);
            var receiving = new FutureTask<>(() -> assertThrows(
                    InterruptedIOException.class, () -> pipe.first().receive()));
            var thread = new Thread(receiving, "receiving");
            thread.start();
            thread.interrupt();
            receiving.get(120, TimeUnit.SECONDS);
            assertFalse(pipe.first().poll(Duration.ofMillis(10)));
            child.tell();
            assertEquals(100_000.0, Arrays.stream(pipe.first().receive()).sum());
        }
    }

    @Test
    void anInterruptBeforeAnythingOfAMessageHasLeftLeavesThePipeWhole() throws Exception {
        var pipe = Pipe.<byte[]>open();
        try (var child = Child.start(() -> {
            Child.say(pipe.second().receive().length);
            Child.hear();
            for (var value = pipe.second().receive();
                    value.length > 0;
                    value = pipe.second().receive()) {
                Child.say(value.length);
            }
            Child.say("end");
        })) {
            pipe.first().send(new byte[1]);
            assertEquals("1", child.line());
            var sent = new AtomicInteger();
            var sender = new FutureTask<>(() -> {
                while (true) {
                    pipe.first().send(new byte[500]); // Goes as a whole or not at all.
                    sent.incrementAndGet();
                }
            });
            var thread = new Thread(sender, "sender");
            thread.start();
            while (thread.getState() == Thread.State.NEW || !inSelect(thread)) {
                Thread.onSpinWait();
            }
            thread.interrupt();
            var e = assertThrows(ExecutionException.class, () -> sender.get(120, TimeUnit.SECONDS));
            assertEquals(InterruptedIOException.class, e.getCause().getClass());
            child.tell();
            pipe.first().send(new byte[0]);
            for (var i = 0; i < sent.get(); i++) {
                assertEquals("500", child.line());
            }
            assertEquals("end", child.line());
        }
    }

    private static boolean inSelect(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("awaitWritable"));
    }
}
