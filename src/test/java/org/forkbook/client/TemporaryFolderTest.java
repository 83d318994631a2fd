package org.forkbook.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class TemporaryFolderTest {

    private static final String PREFIX = "forkbook-folder-test-";

    /** Makes a folder, says where, and waits for its end. */
    static final class Owner {
        public static void main(String[] args) throws Exception {
            var folder = TemporaryFolder.create(PREFIX);
            Files.createDirectory(folder.path().resolve("sub"));
            Files.writeString(folder.path().resolve("sub/file"), "text");
            System.out.println(folder.path());
            System.in.read();
            folder.close();
        }
    }

    private static Process owner() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static Path told(Process owner) throws Exception {
        var out = new BufferedReader(new InputStreamReader(owner.getInputStream(), StandardCharsets.UTF_8));
        return Path.of(out.readLine());
    }

    @Test
    void theFolderOfAKilledProgramGoesWithTheNextOneAndThatOfALivingOneStays() throws Exception {
        var living = owner();
        var killed = owner();
        try {
            var stays = told(living);
            var goes = told(killed);
            killed.destroyForcibly().waitFor();
            assertTrue(Files.exists(goes));

            var next = owner();
            var own = told(next);
            assertFalse(Files.exists(goes), "left behind: " + goes);
            assertTrue(Files.exists(stays.resolve("sub/file")));
            next.getOutputStream().close();
            assertEquals(0, next.waitFor());
            assertFalse(Files.exists(own));

            living.getOutputStream().close();
            assertEquals(0, living.waitFor());
            assertFalse(Files.exists(stays));
        } finally {
            living.destroyForcibly();
            killed.destroyForcibly();
        }
    }
}
