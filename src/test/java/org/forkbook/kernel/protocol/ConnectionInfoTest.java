package org.forkbook.kernel.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionInfoTest {

    @TempDir
    Path folder;

    private static ConnectionInfo info(String ip) {
        return new ConnectionInfo("tcp", ip, 1, 2, 3, 4, 5, "hmac-sha256", "key");
    }

    @Test
    void aWrittenFileReadsTheSame() throws IOException {
        var file = folder.resolve("connection.json");
        info("127.0.0.1").write(file, "forkbook");

        assertEquals(info("127.0.0.1"), ConnectionInfo.read(file));
    }

    @Test
    void onlyTheOwnerMayReadTheKey() throws IOException {
        var file = folder.resolve("connection.json");
        info("127.0.0.1").write(file, "forkbook");

        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            assertEquals(2, Files.getPosixFilePermissions(file).size());
        }
    }

    @Test
    void anIpv6AddressGetsBrackets() {
        assertEquals("tcp://[::1]:7", info("::1").address(7));
    }

    @Test
    void ipcIsRefusedWithTheReason() throws IOException {
        var file = Files.writeString(folder.resolve("c.json"), "{\"transport\": \"ipc\", \"ip\": \"/tmp/k\"}");
        var refused = assertThrows(IOException.class, () -> ConnectionInfo.read(file));

        assertTrue(refused.toString().contains("ipc"), refused.toString());
    }

    @Test
    void encryptionIsRefusedWithTheReason() throws IOException {
        var file = folder.resolve("c.json");
        new ConnectionInfo("tcp", "127.0.0.1", 1, 2, 3, 4, 5, "hmac-sha256", "key").write(file, "forkbook");
        var plain = Files.readString(file);
        Files.writeString(
                file, plain.replaceFirst("\\{", "{\"curve_publickey\": \"rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7\","));
        var e = assertThrows(IOException.class, () -> ConnectionInfo.read(file));
        assertTrue(String.valueOf(e.getMessage()).contains("asks for encrypted channels (curve_publickey)"));

        Files.writeString(file, plain.replaceFirst("\\{", "{\"curve_publickey\": null,"));
        assertEquals(1, ConnectionInfo.read(file).shellPort());
    }

    @Test
    void aMissingPortIsNamed() throws IOException {
        var file = Files.writeString(folder.resolve("c.json"), "{\"shell_port\": 5000}");
        var refused = assertThrows(IOException.class, () -> ConnectionInfo.read(file));

        assertTrue(refused.toString().contains("hb_port"), refused.toString());
    }

    @Test
    void aFileThatIsNoJsonIsNamed() throws IOException {
        var file = Files.writeString(folder.resolve("c.json"), "shell_port=1");
        var refused = assertThrows(IOException.class, () -> ConnectionInfo.read(file));

        assertTrue(refused.toString().contains("c.json"), refused.toString());
    }
}
