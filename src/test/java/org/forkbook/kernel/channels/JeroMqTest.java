package org.forkbook.kernel.channels;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class JeroMqTest {

    @Test
    void anAssertionOfZeroMqsDoesNotEndTheThreadThatClosesSocketsWhileCellsMayAssert() {
        JeroMq.context().close();

        assertFalse(zmq.io.StreamEngine.class.desiredAssertionStatus());
        assertTrue(JeroMqTest.class.desiredAssertionStatus(), "the tests run without -ea");
    }
}
