package org.forkbook.broker;

import java.io.Serializable;
import java.util.UUID;

/**
 * Where a process's broker is, and what proves that someone may come in. It travels only within capsules, over channels that
 * are authenticated themselves.
 *
 * @param id tells the broker from every other one
 * @param pid the broker's process
 * @param socket the path of its socket
 * @param token a secret of 256 bits, in hexadecimal
 */
public record BrokerAddress(UUID id, long pid, String socket, String token) implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public String toString() {
        return "broker of process " + pid; // Without the secret.
    }
}
