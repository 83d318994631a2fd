package org.forkbook.kernel.protocol;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.forkbook.transport.OwnerOnlyFiles;

/**
 * Content of a connection file: the addresses of a kernel's five sockets, and the key that signs its messages.
 *
 * @param transport {@code tcp}
 * @param ip the address of the interface, such as {@code 127.0.0.1}
 * @param shellPort requests
 * @param iopubPort broadcast output
 * @param stdinPort input requests to the user
 * @param controlPort interrupts and shutdown
 * @param heartbeatPort the echo that shows that the kernel lives
 * @param signatureScheme such as {@code hmac-sha256}
 * @param key the secret; empty for no signatures
 */
public record ConnectionInfo(
        String transport,
        String ip,
        int shellPort,
        int iopubPort,
        int stdinPort,
        int controlPort,
        int heartbeatPort,
        String signatureScheme,
        String key) {

    /** Checks that the transport and the ports can be used. */
    public ConnectionInfo {
        if (!transport.equals("tcp")) {
            throw new IllegalArgumentException("The connection file asks for the transport " + transport
                    + ", but this kernel supports only tcp. Start it with KernelManager.transport = \"tcp\", which is"
                    + " Jupyter's default.");
        }
        for (var port : new int[] {shellPort, iopubPort, stdinPort, controlPort, heartbeatPort}) {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("A port must be between 1 and 65535, got " + port
                        + ". The connection file needs shell_port, iopub_port, stdin_port, control_port and hb_port.");
            }
        }
    }

    /**
     * Connection information for this machine only, with the usual signatures.
     *
     * @param ports five, in the order of this record's
     */
    public static ConnectionInfo onLoopback(List<Integer> ports, String key) {
        return new ConnectionInfo(
                "tcp",
                "127.0.0.1",
                ports.get(0),
                ports.get(1),
                ports.get(2),
                ports.get(3),
                ports.get(4),
                "hmac-sha256",
                key);
    }

    /**
     * Reads a connection file.
     *
     * @throws IOException if the file can't be read, isn't JSON, or requires something that this kernel doesn't support
     */
    public static ConnectionInfo read(Path file) throws IOException {
        try {
            var json = Json.parseObject(Files.readString(file));
            refuseEncryption(json);
            return new ConnectionInfo(
                    Json.string(json, "transport", "tcp"),
                    Json.string(json, "ip", "127.0.0.1"),
                    Json.integer(json, "shell_port", 0),
                    Json.integer(json, "iopub_port", 0),
                    Json.integer(json, "stdin_port", 0),
                    Json.integer(json, "control_port", 0),
                    Json.integer(json, "hb_port", 0),
                    Json.string(json, "signature_scheme", "hmac-sha256"),
                    Json.string(json, "key", ""));
        } catch (JsonParseException e) {
            throw new IOException("The connection file " + file + " is not a JSON object.", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage() + " (" + file + ")", e);
        }
    }

    /**
     * Rejects a file with keys for encryption: without encryption, everything would be sent in the clear, unnoticed.
     */
    private static void refuseEncryption(JsonObject json) {
        for (var name : json.keySet()) {
            if (name.startsWith("curve_") && !json.get(name).isJsonNull()) {
                throw new IllegalArgumentException("The connection file asks for encrypted channels (" + name
                        + "), but this kernel can't encrypt yet, and would send everything in the clear. Start it"
                        + " without encryption, on a machine or network that you trust.");
            }
        }
    }

    /** Writes a new connection file that only the owner can read. */
    public void write(Path file, String kernelName) throws IOException {
        var json = new JsonObject();
        json.addProperty("shell_port", shellPort);
        json.addProperty("iopub_port", iopubPort);
        json.addProperty("stdin_port", stdinPort);
        json.addProperty("control_port", controlPort);
        json.addProperty("hb_port", heartbeatPort);
        json.addProperty("ip", ip);
        json.addProperty("key", key);
        json.addProperty("transport", transport);
        json.addProperty("signature_scheme", signatureScheme);
        json.addProperty("kernel_name", kernelName);
        try (var out = OwnerOnlyFiles.create(file)) {
            out.write(Json.write(json).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public String toString() {
        return "kernel at " + address(shellPort); // Without the key.
    }

    /** The ZeroMQ address of one of the ports. */
    public String address(int port) {
        // A literal IPv6 address needs brackets before its port.
        var host = ip.contains(":") && !ip.startsWith("[") ? "[" + ip + "]" : ip;
        return transport + "://" + host + ":" + port;
    }
}
