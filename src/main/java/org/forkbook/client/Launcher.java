package org.forkbook.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.forkbook.kernel.protocol.ConnectionInfo;

/** Strategy for starting a kernel's process and connecting to its channels. */
@FunctionalInterface
public interface Launcher {

    /** The command line for a connection file. */
    List<String> command(Path connectionFile);

    /** Changes the environment that the process begins with, which is this process's own. */
    default void environment(Map<String, String> environment) {}

    /**
     * Connects to a kernel whose process has been started by {@link #command}.
     *
     * @param kernelEnd done when the process has ended
     */
    default KernelClient connect(ConnectionInfo info, CompletableFuture<?> kernelEnd) throws IOException {
        return KernelClient.connect(info, kernelEnd);
    }
}
