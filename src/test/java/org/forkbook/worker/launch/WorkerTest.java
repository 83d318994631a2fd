package org.forkbook.worker.launch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.forkbook.worker.protocol.WorkerMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class WorkerTest {

    /** A worker that is asked how it is in the moment in which it is connected. */
    private static final class Asked implements WorkerListener {
        private final CompletableFuture<CompletableFuture<WorkerMessage.Vitals>> question = new CompletableFuture<>();
        private final CompletableFuture<Worker> worker = new CompletableFuture<>();

        @Override
        public void connected() {
            question.complete(worker.join().vitals());
        }

        @Override
        public void returned(WorkerMessage.Returned message) {
            // It has no task.
        }

        @Override
        public void threw(WorkerMessage.Threw message) {
            // It has no task.
        }

        @Override
        public void printed(long task, boolean error, String text) {
            // It prints nothing.
        }

        @Override
        public void displayed(WorkerMessage.Displayed message) {
            // It displays nothing.
        }

        @Override
        public void exited(WorkerExit exit) {
            question.completeExceptionally(new IllegalStateException("it has ended: " + exit));
        }
    }

    @Test
    void aQuestionThatComesAsSoonAsTheWorkerIsConnectedIsAnswered() throws Exception {
        var asked = new Asked();
        var worker = Worker.spawn(WorkerOptions.named("asked"), asked);
        try {
            asked.worker.complete(worker);
            worker.begin();
            assertTrue(asked.question.get().get().heapUsed() > 0);
        } finally {
            worker.kill();
        }
    }
}
