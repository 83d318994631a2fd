package org.forkbook.cluster.node;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/**
 * The files that a program has sent to a node: its libraries, by their hashes. All of its agents on the node share a
 * folder, which the last of them deletes; what a killed one leaves, the next agent on the node deletes.
 */
final class NodeFiles implements AutoCloseable {
    private static final String PREFIX = "forkbook-node-";
    private static final String LOCK = "in-use";

    /** The folders of this JVM's agents, in which several may run; guarded by itself. */
    private static final Map<Path, NodeFiles> OPEN = new HashMap<Path, NodeFiles>();

    private static boolean hooked; // guarded by OPEN

    private final Path folder;
    private final FileChannel channel;
    private final Map<String, Path> growing = new HashMap<String, Path>(); // guarded by this
    private int users = 1; // guarded by OPEN
    private int temporary; // guarded by this

    /** A file can't be written, and the program should be told. */
    static final class NotStoredException extends Exception {
        private static final long serialVersionUID = 1L;

        NotStoredException(String message) {
            super(message);
        }
    }

    private NodeFiles(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** Opens the folder of a program on this node. */
    static NodeFiles open(String program, String host) throws IOException {
        Path parent = Paths.get(System.getProperty("java.io.tmpdir"));
        Path folder = parent.resolve(PREFIX + program + "-" + host.replaceAll("[^A-Za-z0-9.-]", "_"));
        synchronized (OPEN) {
            NodeFiles known = OPEN.get(folder);
            if (known != null) {
                known.users++;
                return known;
            }
            sweep(parent, folder);
            NodeFiles opened = create(folder);
            OPEN.put(folder, opened);
            if (!hooked) {
                hooked = true;
                Runtime.getRuntime().addShutdownHook(new Thread(NodeFiles::closeAll, "forkbook-node-files"));
            }
            return opened;
        }
    }

    private static NodeFiles create(Path folder) throws IOException {
        while (true) {
            try {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                Path file = folder.resolve(LOCK);
                FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                channel.lock(0, Long.MAX_VALUE, true);
                if (Files.exists(file)) { // Otherwise an agent that ended has just deleted it.
                    return new NodeFiles(folder, channel);
                }
                channel.close();
            } catch (IOException e) {
                if (Files.isDirectory(folder) || Files.notExists(folder) && Files.isWritable(folder.getParent())) {
                    if (!(e instanceof java.nio.file.NoSuchFileException)) {
                        throw new IOException(
                                "The folder " + folder + " can't be used: " + e
                                        + ". Free some space there, or give the node another folder for temporary files.",
                                e);
                    }
                } else {
                    throw e;
                }
            }
        }
    }

    Path folder() {
        return folder;
    }

    /** Where a file is; empty if it isn't there. */
    String find(String name) {
        Path file = folder.resolve(name);
        return Files.exists(file) ? file.toString() : "";
    }

    /** Adds a part to a file that isn't complete yet. */
    synchronized void append(String name, byte[] part) throws NotStoredException {
        try {
            Path file = growing.get(name);
            if (file == null) {
                file = folder.resolve("part-" + AgentProcess.ownPid() + "-" + ++temporary);
                growing.put(name, file);
            }
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                out.write(part);
            }
        } catch (IOException e) {
            discard(name);
            throw failure(e);
        }
    }

    /** Completes a file; returns where it is. */
    synchronized String complete(String name) throws NotStoredException {
        Path part = growing.remove(name);
        Path file = folder.resolve(name);
        try {
            if (part == null) {
                Files.write(file, new byte[0]);
            } else {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return file.toString();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private NotStoredException failure(IOException e) {
        String space;
        try {
            FileStore store = Files.getFileStore(folder);
            space = store.getUsableSpace() / (1024 * 1024) + " MB are free there";
        } catch (IOException unknown) {
            space = "it may be gone";
        }
        return new NotStoredException(folder + " can't be written to: " + e.getMessage() + " (" + space
                + "). Free some space on the node, or give its agent another folder for temporary files");
    }

    private void discard(String name) {
        Path part = growing.remove(name);
        if (part != null) {
            File file = part.toFile();
            if (!file.delete()) {
                file.deleteOnExit();
            }
        }
    }

    /** Deletes a file. A worker that has it open keeps it. */
    synchronized void delete(String name) {
        File file = folder.resolve(name).toFile();
        if (!file.delete()) {
            file.deleteOnExit();
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (OPEN) {
            if (--users == 0 && OPEN.get(folder) == this) {
                OPEN.remove(folder);
                channel.close();
                deleteIfUnused(folder);
            }
        }
    }

    /** This JVM has been told to end. */
    private static void closeAll() {
        synchronized (OPEN) {
            for (NodeFiles open : OPEN.values()) {
                try {
                    open.channel.close();
                    deleteIfUnused(open.folder);
                } catch (IOException e) {
                    // The next agent on this node deletes it.
                }
            }
            OPEN.clear();
        }
    }

    /** Deletes what agents that were killed have left. */
    private static void sweep(Path parent, Path own) {
        File[] folders = parent.toFile().listFiles((dir, name) -> name.startsWith(PREFIX));
        for (File folder : folders == null ? new File[0] : folders) {
            if (!folder.toPath().equals(own) && !OPEN.containsKey(folder.toPath())) {
                try {
                    deleteIfUnused(folder.toPath());
                } catch (IOException e) {
                    // Another user's, or somebody else is just deleting it.
                }
            }
        }
    }

    private static void deleteIfUnused(Path folder) throws IOException {
        Path file = folder.resolve(LOCK);
        if (!Files.exists(file)) {
            return; // It is just being created, or deleted.
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                deleteAll(folder);
            }
        }
    }

    /** Deletes a folder with all that is in it. */
    static void deleteAll(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
