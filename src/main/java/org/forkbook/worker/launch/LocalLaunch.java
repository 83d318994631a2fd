package org.forkbook.worker.launch;

import java.io.IOException;
import java.util.function.Consumer;
import org.forkbook.transport.FrameChannel;
import org.forkbook.worker.agent.ProcessTree;

/** A worker process on this machine. */
final class LocalLaunch implements WorkerLaunch {
    private static final WorkerAcceptor ACCEPTOR = new WorkerAcceptor();

    private final ProcessTree tree = ProcessTree.ofWorker();
    private final WorkerAcceptor.Invitation invitation;
    private final WorkerCommand command;
    private final Process process;

    LocalLaunch(WorkerOptions options, Consumer<FrameChannel> arrived) throws IOException {
        command = WorkerCommand.of(options);
        invitation = ACCEPTOR.invite(arrived);
        try {
            var builder = command.builder(options);
            tree.mark(builder);
            process = builder.start();
        } catch (IOException e) {
            withdraw();
            throw e;
        }
    }

    WorkerCommand command() {
        return command;
    }

    @Override
    public Process process() {
        return process;
    }

    @Override
    public String address() {
        return invitation.tokenText() + "\n" + invitation.socket() + "\n";
    }

    @Override
    public void withdraw() {
        ACCEPTOR.withdraw(invitation);
    }

    @Override
    public void terminate() {
        // Not Process.destroy(), which closes the pipes as well: the worker would take that for its parent's end.
        process.toHandle().destroy();
    }

    @Override
    public void kill() {
        tree.end(process.toHandle());
    }

    @Override
    public void reap() {
        OrphanReaper.ended(tree);
    }
}
