package org.forkbook.multiprocessing.cluster;

import java.util.List;

/**
 * What agents need to connect to the program that has asked for them. It holds a secret that admits as many agents as
 * it has slots: pass it on by a way that other users of the cluster can't read, never on a command line.
 *
 * @param slots how many agents it admits
 * @param addresses where the program listens, as {@code host:port}; an agent tries them in this order
 * @param fingerprint the SHA-256 of the program's certificate, in hexadecimal digits
 * @param token the secret, in hexadecimal digits
 */
public record AgentInvitation(int slots, List<String> addresses, String fingerprint, String token) {

    /** Copies the list. */
    public AgentInvitation {
        addresses = List.copyOf(addresses);
    }

    /** The same for agents that reach the program another way, such as through a tunnel. */
    public AgentInvitation withAddresses(List<String> others) {
        return new AgentInvitation(slots, others, fingerprint, token);
    }

    /** One line without spaces at its ends, for {@code org.forkbook.cluster.node.NodeAgent}. */
    public String text() {
        return "forkbook1 " + fingerprint + " " + token + " " + String.join(",", addresses);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "AgentInvitation[slots=" + slots + ", addresses=" + addresses + "]";
    }
}
