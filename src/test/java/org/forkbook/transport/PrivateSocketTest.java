package org.forkbook.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.forkbook.service.Zombie;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is tidied up behind others: only what is this user's, and only when its process has ended. */
@Timeout(300)
class PrivateSocketTest {

    @TempDir
    Path temp = Path.of("");

    private final String before = System.getProperty("java.io.tmpdir");

    @BeforeEach
    void useTheFolder() {
        System.setProperty("java.io.tmpdir", temp.toString());
    }

    @AfterEach
    void useTheUsualFolder() {
        System.setProperty("java.io.tmpdir", before);
    }

    private static PrivateSocket open(PrivateSocket.Kind kind) throws IOException {
        return PrivateSocket.open(kind, 10, caller -> {});
    }

    private static List<String> java(Class<?> program, Path temp) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temp,
                "-cp",
                System.getProperty("java.class.path"),
                program.getName());
    }

    /** A program that makes a directory, listens in it, says where it is, and waits to be told to end. */
    static final class Owner {
        public static void main(String[] args) throws IOException {
            try (var socket = open(PrivateSocket.Kind.BROKER)) {
                System.out.println(socket.path());
                if (System.in.read() < 0) {
                    return;
                }
            }
        }
    }

    /** A program that tidies up. */
    static final class Sweeper {
        public static void main(String[] args) {
            PrivateSocket.sweep();
        }
    }

    private static List<String> inItsOwnPids(List<String> command) {
        var all = new ArrayList<>(List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child"));
        all.addAll(command);
        return all;
    }

    private static void run(List<String> command) throws Exception {
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    }

    @Test
    void aProcessInAnotherPidNamespaceIsNotTakenForDeadAndWhatItLeftIsRemovedOnceItIs() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can make a PID namespace");
        var owner = new ProcessBuilder(inItsOwnPids(java(Owner.class, temp)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var lines = owner.inputReader()) {
            var socket = Path.of(String.valueOf(lines.readLine()));
            var folder = Objects.requireNonNull(socket.getParent());
            run(inItsOwnPids(java(Sweeper.class, temp)));
            PrivateSocket.sweep();
            assertTrue(Files.exists(socket), "its owner lives, whatever its number means here");
            owner.destroyForcibly().waitFor();
            Waiting.until(() -> {
                PrivateSocket.sweep();
                return !Files.exists(folder);
            });
        } finally {
            owner.destroyForcibly();
        }
    }

    @Test
    void whatAKilledProcessOfThisSystemLeftIsRemoved() throws Exception {
        var owner = new ProcessBuilder(java(Owner.class, temp)).start();
        try (var lines = owner.inputReader()) {
            var socket = Path.of(String.valueOf(lines.readLine()));
            PrivateSocket.sweep();
            assertTrue(Files.exists(socket));
            owner.destroyForcibly().waitFor();
            PrivateSocket.sweep();
            assertFalse(Files.exists(Objects.requireNonNull(socket.getParent())));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatAProcessLeftForWhichNobodyWaitsIsRemoved() throws Exception {
        try (var zombie = Zombie.of(java(Killed.class, temp))) {
            assertTrue(zombie.handle().isAlive());
            assertEquals(1, directories());
            Waiting.until(
                    () -> { // Its other threads may take longer to end.
                        PrivateSocket.sweep();
                        return directories() == 0;
                    });
        }
    }

    private long directories() {
        try (var left = Files.list(temp)) {
            return left.filter(path -> path.toString().contains("forkbook-")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A program that makes a directory and has no time to remove it. */
    static final class Killed {
        public static void main(String[] args) throws IOException {
            open(PrivateSocket.Kind.BROKER);
            Runtime.getRuntime().halt(1);
        }
    }

    @Test
    void whatAProcessLeftIsRemovedEvenIfItsPidIsInUseAgain() throws Exception {
        var ours = ProcessHandle.current().pid();
        var left = Files.createDirectory(temp.resolve("forkbook-w-" + PidNamespace.own() + "-" + ours + "-again"));
        try (var own = open(PrivateSocket.Kind.WORKERS)) {
            PrivateSocket.sweep();
            assertTrue(Files.exists(left), "one without a lock is being created");
            Files.createFile(left.resolve("lock"));
            PrivateSocket.sweep();
            assertFalse(Files.exists(left));
            assertTrue(Files.exists(Objects.requireNonNull(own.path().getParent())));
        }
    }

    @Test
    void whatAnotherMachineHasOnASharedFileSystemIsNotOurs() throws Exception {
        var theirs = Files.createDirectory(temp.resolve("forkbook-broker-0boot.0ns-99999999-1"));
        Files.createFile(theirs.resolve("lock"));
        PrivateSocket.sweep();
        assertTrue(Files.exists(theirs));
    }

    @Test
    void whatAnOlderVersionLeftIsJudgedByItsPid() throws Exception {
        var left = Files.createDirectory(temp.resolve("forkbook-broker-" + PidNamespace.own() + "-99999999-0-1"));
        Files.createFile(left.resolve("s"));
        PrivateSocket.sweep();
        assertFalse(Files.exists(left));
    }

    @Test
    void aLinkThatSomebodyHasPutThereIsNotFollowed(@TempDir Path elsewhere) throws Exception {
        var precious = Files.writeString(elsewhere.resolve("s"), "precious");
        var link = Files.createSymbolicLink(
                temp.resolve("forkbook-broker-" + PidNamespace.own() + "-99999999-0-1"), elsewhere);
        PrivateSocket.sweep();
        PrivateSocket.removeAllOf(99_999_999);
        assertEquals("precious", Files.readString(precious));
        assertTrue(Files.exists(link, LinkOption.NOFOLLOW_LINKS), "nor is the link itself ours to judge");
    }

    @Test
    void aSocketIsOnlyStaleWhenAConnectionIsRefused() throws Exception {
        try (var open = open(PrivateSocket.Kind.BROKER)) {
            assertFalse(PrivateSocket.removeIfStale(open.path()));
            assertTrue(Files.exists(open.path()));
        }
        var folder = Files.createDirectory(temp.resolve("folder"));
        var socket = folder.resolve("s");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
        }
        assertTrue(PrivateSocket.removeIfStale(socket));
        assertFalse(Files.exists(folder));
    }

    @Test
    void aFolderThatCannotTakeItIsNamed() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount");
        run(List.of("mount", "-t", "tmpfs", "-o", "size=64k,nr_inodes=1", "tmpfs", temp.toString()));
        try {
            var e = assertThrows(IOException.class, () -> open(PrivateSocket.Kind.WORKERS));
            assertTrue(String.valueOf(e.getMessage()).contains(temp.toString()), e.getMessage());
        } finally {
            run(List.of("umount", temp.toString()));
        }
    }

    /** A condition that is waited for. */
    private static final class Waiting {
        static void until(java.util.function.BooleanSupplier condition) {
            while (!condition.getAsBoolean()) {
                Thread.onSpinWait();
            }
        }
    }
}
