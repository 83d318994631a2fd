package org.forkbook.grading;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Sandbox that uses bubblewrap, the program that Flatpak starts its applications with.
 *
 * <p>Its root contains only the paths that are listed here, read-only, and three file systems in memory: {@code /work},
 * {@code /tmp} and {@code /dev/shm}. A short script inside does what bubblewrap can't, before it drops all privileges:
 * limits on the number of files, no System V memory, and another user if the grader is the superuser.
 */
final class BubblewrapSandbox implements Isolation {

    /** Arguments: uid (empty for none), size of a file system, number of files in it, number of tasks, the command. */
    private static final String SCRIPT = """
            set -e
            PATH=/usr/sbin:/usr/bin:/sbin:/bin
            uid=$1 disk=$2 inodes=$3 tasks=$4
            shift 4
            for folder in /work /tmp /dev/shm; do
                mount -o "remount,nosuid,nodev,size=$disk,nr_inodes=$inodes" tmpfs "$folder"
                chmod 1777 "$folder"
            done
            # Memory of System V's kinds belongs to no process, so nobody could count it.
            for limit in shmall msgmni; do
                echo 0 > "/proc/sys/kernel/$limit" 2>/dev/null || :
            done
            drop="--no-new-privs --bounding-set=-all --inh-caps=-all"
            if [ -n "$uid" ]; then
                drop="--reuid=$uid --regid=$uid --clear-groups $drop"
            fi
            exec prlimit "--nproc=$tasks" setpriv $drop "$@"
            """;

    private final String version;
    private final boolean superuser;

    private BubblewrapSandbox(String version, boolean superuser) {
        this.version = version;
        this.superuser = superuser;
    }

    /**
     * The installed bubblewrap; empty if there is none. It may not work, because the system may forbid namespaces.
     *
     * @param superuser whether this process is the superuser's, who needs no user namespace
     */
    static Optional<BubblewrapSandbox> installed(boolean superuser) {
        try {
            var process = new ProcessBuilder("bwrap", "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            try (var said = process.inputReader(StandardCharsets.UTF_8)) {
                var version = said.readLine();
                return version != null && version.startsWith("bubblewrap")
                        ? Optional.of(new BubblewrapSandbox(version.strip(), superuser))
                        : Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty(); // There is no such program.
        }
    }

    @Override
    public String name() {
        return version;
    }

    @Override
    public List<String> command(Confinement confinement, List<String> program) {
        var words = new ArrayList<>(List.of("bwrap"));
        if (!superuser) {
            words.addAll(List.of("--unshare-user", "--uid", "0", "--gid", "0"));
        }
        words.addAll(List.of("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"));
        words.addAll(List.of("--unshare-cgroup-try", "--die-with-parent", "--new-session", "--cap-drop", "ALL"));
        // For the script alone: to mount, and to become another user who has none.
        for (var capability : List.of("CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")) {
            words.addAll(List.of("--cap-add", capability));
        }
        addSystem(words);
        for (var folder : List.of("/work", "/tmp", "/dev/shm")) {
            words.addAll(List.of("--tmpfs", folder));
        }
        addReadable(words, confinement.ownReadable());
        words.addAll(List.of("--remount-ro", "/", "--chdir", "/work", "--", "sh", "-c", SCRIPT, "submission"));
        words.addAll(List.of(
                confinement.uid(),
                Long.toString(confinement.disk()),
                Long.toString(confinement.inodes()),
                Integer.toString(confinement.tasks())));
        words.addAll(program);
        return words;
    }

    private static void addSystem(List<String> words) {
        for (var folder : Confinement.SYSTEM) {
            if (Files.isSymbolicLink(folder)) {
                words.addAll(List.of("--symlink", target(folder), folder.toString()));
            } else if (Files.isDirectory(folder)) {
                words.addAll(List.of("--ro-bind", folder.toString(), folder.toString()));
            }
        }
        words.addAll(List.of("--proc", "/proc", "--dir", "/dev"));
        for (var device : Confinement.DEVICES) {
            words.addAll(List.of("--dev-bind", "/dev/" + device, "/dev/" + device));
        }
        words.addAll(List.of("--symlink", "/proc/self/fd", "/dev/fd"));
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return link.toString(); // It has just been deleted, or the link is broken.
        }
    }

    /**
     * Adds their parents first: bubblewrap would create the parents of a private file as private, and the submission
     * couldn't enter them.
     */
    private static void addReadable(List<String> words, List<Path> readable) {
        var parents = new LinkedHashSet<Path>();
        for (var path : readable) {
            for (int depth = 1; depth < path.getNameCount(); depth++) {
                parents.add(path.getRoot().resolve(path.subpath(0, depth)));
            }
        }
        parents.forEach(parent -> words.addAll(List.of("--dir", parent.toString())));
        readable.forEach(path -> words.addAll(List.of("--ro-bind", path.toString(), path.toString())));
    }
}
