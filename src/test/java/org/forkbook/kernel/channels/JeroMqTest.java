package org.forkbook.kernel.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class JeroMqTest {

    @Test
    void anAssertionOfZeroMqsDoesNotEndTheThreadThatClosesSocketsWhileCellsMayAssert() {
        JeroMq.context().close();

        assertFalse(zmq.io.StreamEngine.class.desiredAssertionStatus());
        assertTrue(JeroMqTest.class.desiredAssertionStatus(), "the tests run without -ea");
    }

    @Test
    void whatZeroMqStumblesOverAtItsEndIsNotToldAndAllElseIs() {
        var told = new ArrayList<Throwable>();
        var log = Logger.getLogger("org.forkbook.kernel");
        var handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                told.add(entry.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        var fault = new IllegalStateException("a fault");
        log.addHandler(handler);
        log.setUseParentHandlers(false);
        try (var context = JeroMq.context()) {
            var handed = context.getNotificationExceptionHandler();
            handed.uncaughtException(Thread.currentThread(), new ClosedChannelException());
            handed.uncaughtException(Thread.currentThread(), fault);
        } finally {
            log.setUseParentHandlers(true);
            log.removeHandler(handler);
        }
        assertEquals(List.of(fault), told);
    }
}
