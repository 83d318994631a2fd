package org.forkbook.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.forkbook.kernel.protocol.ConnectionInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client without the key announces frames of any length, on each port: the kernel still answers on all of them. */
@Timeout(300)
class AnnouncedFrameTest {

    private static final byte LARGE = 2;
    private static final long[] LENGTHS = {0x7fff_ff00L, 1L << 40, -1, Long.MIN_VALUE, 60L << 20, 60L << 20, 60L << 20};

    @AutoClose
    private final EchoKernel started = EchoKernel.start();

    private final ConnectionInfo info = started.info;
    private final TestClient client = started.client;
    private final List<Socket> strangers = new ArrayList<>();

    @AfterEach
    void closeStrangers() throws IOException {
        for (var each : strangers) {
            each.close();
        }
    }

    @Test
    void noPortGoesDeaf() throws IOException {
        for (var length : LENGTHS) {
            announce(info.shellPort(), "DEALER", length);
            announce(info.controlPort(), "DEALER", length);
            announce(info.stdinPort(), "DEALER", length);
            announce(info.iopubPort(), "SUB", length);
            announce(info.heartbeatPort(), "REQ", length);
        }
        client.cell("echo alive").returns("alive");
        client.askControl("list_subshell_request", new com.google.gson.JsonObject())
                .succeeds();
        client.heartbeat.send("ping");
        assertArrayEquals("ping".getBytes(StandardCharsets.UTF_8), client.heartbeat.recv());
        try (var another = TestClient.join(info)) {
            another.cell("echo more").returns("more");
        }
    }

    /** Sends a ZMTP 3.0 greeting without security, and announces a frame of this length. */
    private void announce(int port, String type, long length) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        strangers.add(socket);
        var out = new DataOutputStream(socket.getOutputStream());
        out.writeByte(0xff);
        out.writeLong(0);
        out.writeByte(0x7f);
        out.writeByte(3);
        out.writeByte(0);
        out.write("NULL".getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[16 + 32]);
        new DataInputStream(socket.getInputStream()).readFully(new byte[64]);
        var ready = "\u0005READY\u000bSocket-Type\0\0\0" + (char) type.length() + type + "\u0008Identity\0\0\0\0";
        out.writeByte(4);
        out.writeByte(ready.length());
        out.write(ready.getBytes(StandardCharsets.US_ASCII));
        out.writeByte(LARGE);
        out.writeLong(length);
    }
}
