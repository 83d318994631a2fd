package org.forkbook.multiprocessing.connection;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program of another user's, which tries to get at what belongs to this one: it prints what it got. */
final class Stranger {
    private Stranger() {}

    public static void main(String[] paths) {
        for (var path : paths) {
            System.out.println((got(Path.of(path)) ? "GOT " : "refused ") + path);
        }
    }

    private static boolean got(Path path) {
        try (var socket = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return socket.isConnected();
        } catch (IOException e) {
            // No socket, or none for us: perhaps a file, or a folder.
        }
        try (var folder = Files.newDirectoryStream(path)) {
            return folder.iterator() != null;
        } catch (IOException e) {
            // No folder for us.
        }
        try {
            Files.readAllBytes(path);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
