package org.forkbook.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/**
 * Which files in a folder that everybody can write to are this user's own. Only those may be removed there, and no link that
 * another user has put there may be followed.
 */
public final class OwnFiles {

    private OwnFiles() {}

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

    /** Whether it is a directory, and not a link to one, that belongs to this user. */
    public static boolean isOwnDirectory(Path file) {
        return Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) && isOwn(file);
    }
}
