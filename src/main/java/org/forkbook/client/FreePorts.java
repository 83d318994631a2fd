package org.forkbook.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of the loopback interface that nobody listened on a moment ago. */
final class FreePorts {

    private FreePorts() {}

    /** So many different ports. Another program may take one before the kernel does: then its start is tried again. */
    static List<Integer> find(int count) throws IOException {
        var held = new ArrayList<ServerSocket>();
        try {
            var ports = new ArrayList<Integer>();
            for (int i = 0; i < count; i++) {
                var socket = new ServerSocket();
                held.add(socket);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                ports.add(socket.getLocalPort());
            }
            return ports;
        } finally {
            for (var socket : held) {
                socket.close();
            }
        }
    }
}
