package org.forkbook.transport;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * Checks and creation of files that belong to this user alone, in directories that everybody can write to. Only such
 * files may be removed there, and no link of another user may be followed.
 */
public final class OwnerOnlyFiles {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private OwnerOnlyFiles() {}

    /** The user that this process runs as. */
    public static UserPrincipal user() {
        var self = Path.of("/proc/self");
        try {
            return Files.getOwner(Files.isDirectory(self) ? self : Path.of(System.getProperty("user.home")));
        } catch (IOException e) {
            throw new UncheckedIOException("Can't tell which user this process runs as", e);
        }
    }

    /** Whether a file, or a link itself, belongs to this user. */
    public static boolean isOwn(Path file) {
        try {
            return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).equals(user());
        } catch (IOException e) {
            return false; // It has just been removed.
        }
    }

    /**
     * Creates and opens a file that only this user can read and write, if the file system has permissions.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is something of that name, even a dangling link
     */
    public static OutputStream create(Path file) throws IOException {
        var hasRights = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        var rights = hasRights ? new FileAttribute<?>[] {OWNER_ONLY} : new FileAttribute<?>[0];
        return Channels.newOutputStream(
                Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), rights));
    }

    /** Whether it is a directory, and not a link to one, that belongs to this user. */
    public static boolean isOwnDirectory(Path file) {
        return Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) && isOwn(file);
    }
}
