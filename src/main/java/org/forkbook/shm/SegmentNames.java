package org.forkbook.shm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.forkbook.multiprocessing.errors.SharedMemoryException;
import org.forkbook.service.MachineName;
import org.forkbook.service.ProcessLiveness;
import org.forkbook.transport.DeleteOnExit;
import org.forkbook.transport.LivenessLock;
import org.forkbook.transport.OwnerOnlyFiles;
import org.forkbook.transport.PidNamespace;
import org.jspecify.annotations.Nullable;

/**
 * A registry of named segments, shared by all processes of one user.
 *
 * <p>A name is a symbolic link whose target encodes the segment's reference, because a link is created with its
 * content atomically. Each process that has opened the segment adds a link of its own, so that the name outlives its
 * creator. The link of a process that has ended is stale. Any later use of a name removes stale links, as far as it
 * can recognize them: those of this user, and of processes in its own {@link PidNamespace}.
 */
public final class SegmentNames {

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final String LOCKED = "-locked";
    /** The name of a segment's file: PID, id, the PID's namespace, and whether it is locked. */
    private static final Pattern FILE =
            Pattern.compile("forkbook-(\\d{1,18})-[0-9a-f-]{36}(?:-([0-9a-z]+\\.[0-9a-z]+)(" + LOCKED + ")?)?");

    private SegmentNames() {}

    /**
     * Allocates a segment under a name.
     *
     * @throws IllegalArgumentException if the name is not valid
     * @throws SharedMemoryException if the name is taken
     */
    public static Segment create(String name, long bytes) {
        var link = link(name);
        sweep();
        refuseForeign(name, link);
        var segment = Segment.allocate(bytes);
        if (find(link).isPresent() || !tryCreate(link, segment)) {
            segment.close();
            refuseForeign(name, link);
            throw new SharedMemoryException(
                    "There is already shared memory named \"" + name + "\". Open it with SharedMemory.open(\"" + name
                            + "\"), close it where it is used, or choose another name.",
                    null);
        }
        return segment;
    }

    /** Refuses a name whose directory belongs to another user, with one message for create and open. */
    private static void refuseForeign(String name, Path link) {
        if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        String whose;
        if (!OwnerOnlyFiles.isOwn(link)) {
            whose = "user " + owner(link);
        } else if (isOfAnotherSpace(link)) {
            whose = "a process in another container (another PID namespace)";
        } else {
            return;
        }
        throw new SharedMemoryException(
                "The name \"" + name + "\" can't be used here: " + link + " belongs to " + whose
                        + ". Choose another name, or remove that file.",
                null);
    }

    private static boolean isOfAnotherSpace(Path link) {
        var named = read(link);
        return named != null && !named.space.isOwn();
    }

    private static String owner(Path link) {
        try {
            return Files.getOwner(link, LinkOption.NOFOLLOW_LINKS).getName();
        } catch (IOException e) {
            return "?"; // It has just been removed.
        }
    }

    /**
     * Opens the segment of that name.
     *
     * @throws SharedMemoryException if there is none
     */
    public static Segment open(String name) {
        var link = link(name);
        sweep();
        refuseForeign(name, link);
        var reference = find(link)
                .orElseThrow(() -> new SharedMemoryException(
                        "There is no shared memory named \"" + name + "\". Create it with SharedMemory.create(\"" + name
                                + "\", bytes); it lasts until the last process that has it open closes it or ends.",
                        null));
        var segment = Segment.attach(reference);
        join(name, segment);
        return segment;
    }

    /** Adds this process to those that keep a name alive. */
    public static void join(String name, Segment segment) {
        tryCreate(ofThisProcess(link(name)), segment);
    }

    /** Removes this process from those that keep a name alive; the name ends with the last one. */
    public static void release(String name) {
        var link = link(name);
        DeleteOnExit.delete(ofThisProcess(link));
        if (DeleteOnExit.contains(link)) {
            DeleteOnExit.delete(link);
        }
    }

    /** Removes the names of this process, which is about to end, and those that killed processes have left behind. */
    public static void deleteAll() {
        DeleteOnExit.deleteAll();
        sweep();
    }

    /** Removes the names that killed processes have left behind. */
    public static void sweep() {
        var directory = ShmDirectory.detect();
        for (var path : list(directory.path(), "forkbook-*")) {
            if (Files.isSymbolicLink(path)) {
                var named = read(path);
                if (OwnerOnlyFiles.isOwn(path) && (named == null || (named.space.isOwn() && !alive(named.segment)))) {
                    DeleteOnExit.delete(path);
                }
            } else if (OwnerOnlyFiles.isOwn(path) && ownerEnded(path)) {
                DeleteOnExit.delete(path);
            }
        }
    }

    /** The file name for a segment of this process. */
    static String fileName(UUID id) {
        return "forkbook-" + ProcessHandle.current().pid() + "-" + id + "-" + PidNamespace.own();
    }

    /** The name of a file of this process that has a {@link LivenessLock}. */
    static Path locked(Path file) {
        return file.resolveSibling(file.getFileName() + LOCKED);
    }

    /** Whether this is a segment's file, left behind by a process that has ended. */
    private static boolean ownerEnded(Path file) {
        var matcher = FILE.matcher(file.getFileName().toString());
        if (!matcher.matches()) {
            return false;
        }
        var namespace = matcher.group(2) == null ? PidNamespace.own() : PidNamespace.parse(matcher.group(2));
        if (matcher.group(3) != null) {
            return namespace.isOfThisBoot() && LivenessLock.isFree(file);
        }
        return namespace.isOwn()
                && ProcessLiveness.running(Long.parseLong(matcher.group(1))).isEmpty();
    }

    private static Path link(String name) {
        if (!VALID.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A name for shared memory has 1 to 100 letters, digits, '.', '_' or '-', " + "got \"" + name
                            + "\"");
        }
        return ShmDirectory.detect()
                .path()
                .resolve("forkbook-" + OwnerOnlyFiles.user().getName() + "=" + name);
    }

    private static Path ofThisProcess(Path link) {
        return link.resolveSibling(
                link.getFileName() + "+" + ProcessHandle.current().pid());
    }

    private static boolean tryCreate(Path link, Segment segment) {
        var reference = segment.reference();
        segment.retain();
        try {
            Files.createSymbolicLink(
                    link,
                    Path.of(reference.id() + ";" + reference.bytes() + ";" + reference.pid() + ";"
                            + reference.path().replace('/', '|') + ";" + PidNamespace.own()));
            DeleteOnExit.add(link);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("Can't write the name of shared memory: " + link, e);
        }
    }

    private static Optional<SegmentReference> find(Path link) {
        var candidates = new ArrayList<Path>(List.of(link));
        candidates.addAll(list(ShmDirectory.detect().path(), link.getFileName() + "+*"));
        for (var candidate : candidates) {
            var named = read(candidate);
            if (named != null && named.space.isOwn() && OwnerOnlyFiles.isOwn(candidate) && alive(named.segment)) {
                return Optional.of(named.segment);
            }
        }
        return Optional.empty();
    }

    /** The parsed target of a link. */
    private record Named(SegmentReference segment, PidNamespace space) {}

    private static @Nullable Named read(Path link) {
        var target = ShmDirectory.target(link);
        var parts = target == null ? new String[0] : target.toString().split(";", -1);
        if (parts.length != 5) {
            return null;
        }
        try {
            var segment = new SegmentReference(
                    UUID.fromString(parts[0]),
                    Long.parseLong(parts[1]),
                    parts[3].replace('|', '/'),
                    MachineName.own(),
                    Long.parseLong(parts[2]));
            return new Named(segment, PidNamespace.parse(parts[4]));
        } catch (IllegalArgumentException e) {
            return null; // Not one of ours.
        }
    }

    private static boolean alive(SegmentReference reference) {
        var path = Path.of(reference.path());
        if (!path.startsWith("/proc")) {
            return Files.exists(path);
        }
        var target = ShmDirectory.target(path);
        return target != null && target.toString().contains(reference.id().toString());
    }

    private static List<Path> list(Path folder, String glob) {
        var found = new ArrayList<Path>();
        try (var entries = Files.newDirectoryStream(folder, glob)) {
            entries.forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't list the names of shared memory in " + folder, e);
        }
        return found;
    }
}
