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
 * This user's own files, also in a folder that everybody can write to. Only those may be removed there, and no link that
 * another user has put there may be followed.
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

    /** Whether a file, or a link as such, belongs to this user. */
    public static boolean isOwn(Path file) {
        try {
            return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).equals(user());
        } catch (IOException e) {
            return false; // It has just gone.
        }
    }

    /**
     * Makes a new file that this user alone can read and write, where the file system has such rights, and opens it.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is something of that name, be it a link that leads nowhere
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
