package org.forkbook.multiprocessing.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.forkbook.multiprocessing.Child;
import org.forkbook.multiprocessing.Pass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ProcessEventTest {

    @Test
    void itIsSetAndClearedAndAwaited() throws Exception {
        var event = ProcessEvent.create();
        assertFalse(event.isSet());
        assertFalse(event.await(Duration.ofMillis(20)));
        event.set();
        assertTrue(event.isSet());
        event.await();
        assertTrue(event.await(Duration.ZERO));
        event.clear();
        assertFalse(event.await(1, TimeUnit.MILLISECONDS));
    }

    @Test
    void itWakesAllWhoWaitInOtherProcessesEvenIfItIsClearedAtOnce() throws Exception {
        var event = ProcessEvent.create();
        var answer = ProcessEvent.create();
        var arrived = ProcessSemaphore.create(0);
        Child.Task task = () -> {
            arrived.release();
            event.await();
            Child.say("woken");
            answer.set();
        };
        try (var a = Child.start(task);
                var b = Child.start(task)) {
            arrived.acquire(2);
            event.set();
            assertEquals("woken", a.line());
            assertEquals("woken", b.line());
            answer.await();
        }
    }

    @Test
    void thoseWhoWaitAreToldWhenItsCreatorIsKilled() throws Exception {
        var pass = Pass.open();
        try (var creator = Child.start(() -> {
            pass.send(ProcessEvent.create());
            Child.say("sent");
            Child.hear();
        })) {
            assertEquals("sent", creator.line());
            var event = (ProcessEvent) pass.receive();
            var waiting = new FutureTask<>(() -> assertThrows(IllegalStateException.class, event::await));
            new Thread(waiting, "waiting").start();
            assertFalse(event.await(Duration.ofMillis(50)));
            creator.kill();
            waiting.get(120, TimeUnit.SECONDS);
        }
    }
}
