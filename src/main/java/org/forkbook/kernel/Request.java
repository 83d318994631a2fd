package org.forkbook.kernel;

import org.forkbook.kernel.channels.Router;
import org.forkbook.kernel.protocol.Message;

/** Request to be handled: a message, the channel that its reply is sent on, and the shell that it belongs to. */
final class Request {

    private final Message message;
    private final Router channel;
    private final Shell shell;
    private volatile boolean aborted;
    private volatile boolean replied;

    Request(Message message, Router channel, Shell shell) {
        this.message = message;
        this.channel = channel;
        this.shell = shell;
    }

    Message message() {
        return message;
    }

    Router channel() {
        return channel;
    }

    Shell shell() {
        return shell;
    }

    /** Answers a cell that waited while an earlier one failed, without running it. */
    void abort() {
        aborted = true;
    }

    boolean isAborted() {
        return aborted;
    }

    void markReplied() {
        replied = true;
    }

    /** Whether its reply has been sent: there is exactly one. */
    boolean isReplied() {
        return replied;
    }
}
