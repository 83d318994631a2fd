package org.forkbook.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServiceThreadTest {

    private final LinkedBlockingQueue<Throwable> failed = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Throwable> ended = new LinkedBlockingQueue<>();
    private final FailureHandler handler = new FailureHandler() {
        @Override
        public void stepFailed(Throwable cause) {
            failed.add(cause);
        }

        @Override
        public void serviceEnded(Throwable cause) {
            ended.add(cause);
        }
    };

    @Test
    void whateverOneRequestThrowsTheNextIsServed() throws InterruptedException {
        var thrown = List.of(
                new OutOfMemoryError("full"),
                new StackOverflowError(),
                new LinkageError(),
                new IllegalStateException(),
                new java.io.IOException());
        var turn = new AtomicInteger();
        var served = new CountDownLatch(2);
        var thread = ServiceThread.start(
                "test-service",
                () -> {
                    served.countDown();
                    var number = turn.getAndIncrement();
                    if (number == thrown.size()) {
                        return false;
                    }
                    if (thrown.get(number) instanceof Error error) {
                        throw error;
                    }
                    throw (Exception) thrown.get(number);
                },
                handler);
        thread.join();
        assertEquals(thrown, List.copyOf(failed));
        assertTrue(ended.isEmpty());
    }

    @Test
    void aServiceThatOnlyFailsEndsAndSaysSo() throws InterruptedException {
        var cause = new IllegalStateException("closed");
        ServiceThread.start(
                "test-service",
                () -> {
                    throw cause;
                },
                handler);
        assertSame(cause, ended.poll(50, TimeUnit.SECONDS));
        assertEquals(ServiceThread.MOST_FAILURES - 1, failed.size());
    }

    @Test
    void anInterruptByAnUnauthenticatedPeerEndsNothing() throws InterruptedException {
        var requests = new LinkedBlockingQueue<String>();
        var answers = new LinkedBlockingQueue<String>();
        var thread = ServiceThread.start("test-service", () -> answers.add(requests.take()), handler);
        thread.interrupt();
        requests.add("after the interrupt");
        assertEquals("after the interrupt", answers.take());
        assertTrue(failed.isEmpty());
    }

    @Test
    void aHandlerThatThrowsEndsNothing() throws InterruptedException {
        var turns = new AtomicInteger();
        var thread = ServiceThread.start(
                "test-service",
                () -> {
                    if (turns.incrementAndGet() == 3) {
                        return false;
                    }
                    throw new IllegalStateException();
                },
                new FailureHandler() {
                    @Override
                    public void stepFailed(Throwable cause) {
                        throw new OutOfMemoryError();
                    }

                    @Override
                    public void serviceEnded(Throwable cause) {}
                });
        thread.join();
        assertEquals(3, turns.get());
    }

    @Test
    void theReserveIsLetGoWhenMemoryRunsOutAndTakenAgain() throws InterruptedException {
        var hadNone = new AtomicInteger();
        var turns = new AtomicInteger();
        ServiceThread.start(
                        "test-service",
                        () -> switch (turns.incrementAndGet()) {
                            case 1 -> throw new OutOfMemoryError();
                            case 2 -> true;
                            default -> false;
                        },
                        new FailureHandler() {
                            @Override
                            public void stepFailed(Throwable cause) {
                                hadNone.set(MemoryReserve.release() ? -1 : 1);
                            }

                            @Override
                            public void serviceEnded(Throwable cause) {}
                        })
                .join();
        assertEquals(1, hadNone.get(), "the reserve was let go before the handler was asked to speak");
        assertTrue(MemoryReserve.release(), "and it was taken again");
        MemoryReserve.restore();
    }

    @Test
    void anExecutorsThreadSurvivesAGuardedTask() {
        ServiceThread.guarded(
                        () -> {
                            throw new StackOverflowError();
                        },
                        handler)
                .run();
        assertFalse(failed.isEmpty());
    }
}
