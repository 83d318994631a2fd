package org.forkbook.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.forkbook.kernel.protocol.ConnectionInfo;

/** Kernel in this process with an {@link EchoInterpreter}, and a connected client. */
final class EchoKernel implements AutoCloseable {
    final EchoInterpreter echo = new EchoInterpreter();
    final ConnectionInfo info;
    final Kernel kernel;
    final TestClient client;

    private EchoKernel() throws IOException {
        info = TestClient.freePorts();
        kernel = Kernel.start(info, () -> echo);
        client = TestClient.join(info);
    }

    static EchoKernel start() {
        try {
            return new EchoKernel();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        kernel.close();
    }
}
