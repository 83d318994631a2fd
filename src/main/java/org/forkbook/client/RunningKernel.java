package org.forkbook.client;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.commons.lang3.exception.ExceptionUtils;

/**
 * Started kernel: its process, and a client that it has answered.
 *
 * @param kernel the process
 * @param client its client
 * @param info the content of its {@code kernel_info_reply}
 */
public record RunningKernel(KernelProcess kernel, KernelClient client, JsonObject info) implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    /** Another program may take one of the ports between the choice and the kernel's start. */
    private static final int TRIES = 3;

    /**
     * Starts a kernel, and returns when it has answered.
     *
     * @param launcher starts its process
     * @param workingFolder where the kernel's relative paths start
     * @throws KernelException if it does not start, with what it printed
     */
    public static RunningKernel start(Launcher launcher, Path workingFolder)
            throws KernelException, InterruptedException {
        for (int tries = 1; ; tries++) {
            KernelProcess kernel;
            try {
                kernel = KernelProcess.start(launcher, workingFolder);
            } catch (KernelException e) {
                if (tries < TRIES && ExceptionUtils.indexOfType(e, BindException.class) >= 0) {
                    continue;
                }
                throw e;
            }
            KernelClient client = null;
            try {
                client = launcher.connect(kernel.connection(), kernel.onExit());
                var info = client.awaitReady(START_TIMEOUT);
                kernel.removeConnectionFile();
                return new RunningKernel(kernel, client, info);
            } catch (KernelException | IOException | InterruptedException | RuntimeException e) {
                boolean ended = !kernel.isAlive();
                var obituary = kernel.obituary();
                if (client != null) {
                    client.close();
                }
                kernel.close();
                if (e instanceof InterruptedException interruption) {
                    throw interruption;
                }
                if (!ended || tries == TRIES) {
                    throw new KernelException("The kernel did not start: its process " + obituary, e);
                }
            }
        }
    }

    @Override
    public void close() {
        client.close();
        kernel.close();
    }
}
