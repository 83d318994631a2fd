package org.forkbook.broker;

import java.io.Serializable;
import java.util.UUID;

/**
 * The address of a process's broker and the secret that admits a client. It is sent only within capsules, over
 * channels that are themselves authenticated.
 *
 * @param id identifies the broker among all brokers
 * @param pid the broker's process
 * @param machine the {@linkplain org.forkbook.service.MachineName name} of the machine that it runs on
 * @param socket the path of its socket
 * @param token a secret of 256 bits, in hexadecimal
 */
public record BrokerAddress(UUID id, long pid, String machine, String socket, String token) implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public String toString() {
        return "broker of process " + pid; // Without the secret.
    }
}
