package org.forkbook.kernel;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.forkbook.kernel.protocol.InputRequest;
import org.forkbook.kernel.protocol.Message;
import org.forkbook.kernel.protocol.MessageFactory;

/**
 * Sender of {@code input_request} messages, with the table of those that wait for their {@code input_reply}.
 *
 * <p>A reply that names no request (some frontends send none) answers the client's oldest one; a reply that no request
 * waits for is dropped. Cells' threads ask; the stdin channel's thread delivers the replies.
 */
final class InputRequestHandler {

    private record Question(String client, CompletableFuture<String> answer) {}

    private final MessageFactory messages;
    private final Consumer<Message> sender;
    private final Map<String, Question> open = new LinkedHashMap<>();

    InputRequestHandler(MessageFactory messages, Consumer<Message> sender) {
        this.messages = messages;
        this.sender = sender;
    }

    /**
     * Asks the client that sent {@code execution} for a line, and waits.
     *
     * @throws InterruptedIOException if the cell is interrupted meanwhile
     */
    String ask(Message execution, String prompt, boolean password) throws IOException {
        var content = new InputRequest(prompt, password).toJson();
        var message = messages.reply(execution, InputRequest.REQUEST, content);
        var question = new Question(execution.session(), new CompletableFuture<>());
        synchronized (open) {
            open.put(message.id(), question);
        }
        try {
            sender.accept(message);
            return question.answer().get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw interrupted(e);
        } finally {
            synchronized (open) {
                open.remove(message.id());
            }
        }
    }

    /** Handles a message from the stdin channel. */
    void receive(Message message) {
        if (!message.type().equals(InputRequest.REPLY)) {
            return;
        }
        var value = InputRequest.line(message.content());
        synchronized (open) {
            var question = open.get(message.parentId());
            if (question == null && message.parentId().isEmpty()) {
                question = open.values().stream()
                        .filter(each -> !each.answer().isDone())
                        .filter(each -> each.client().equals(message.session()))
                        .findFirst()
                        .orElse(null);
            }
            if (question != null) {
                question.answer().complete(value);
            }
        }
    }

    /** Ends the wait for all replies, because their cells are interrupted. */
    void cancelAll() {
        synchronized (open) {
            open.values()
                    .forEach(question -> question.answer()
                            .completeExceptionally(new InterruptedException("the cell was interrupted")));
        }
    }

    static InterruptedIOException interrupted(Exception cause) {
        var e = new InterruptedIOException("The cell was interrupted while it waited for input.");
        e.initCause(cause);
        return e;
    }
}
