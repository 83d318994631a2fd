package org.forkbook.hub;

import java.io.Serializable;
import java.util.UUID;

/**
 * Where a process's hub is, and what proves that someone may come in. It travels only within capsules, over channels that
 * are authenticated themselves.
 *
 * @param id tells the hub from every other one
 * @param pid the hub's process
 * @param socket the path of its socket
 * @param token a secret of 256 bits, in hexadecimal
 */
public record HubAddress(UUID id, long pid, String socket, String token) implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public String toString() {
        return "hub of process " + pid; // Without the secret.
    }
}
