package org.forkbook.worker.agent;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A process and all of its descendants, which must end when it ends; used in the parent and in workers.
 *
 * <p>The operating system forgets whose child a process was once its parent has ended. So each tree has a mark, an
 * environment variable that children inherit, and that Linux shows for every process. On other systems, and for a
 * process that was started with another environment, only the processes are found that are still connected with the
 * tree's root by living parents.
 *
 * <p>A worker is the root of a tree of its own, and the tree of its parent leaves it alone: it notices the end of its
 * parent itself, and removes the files of both before it ends.
 */
public final class ProcessTree {
    /** The variable that holds the mark: the names of nested trees, outermost first, each followed by a full stop. */
    public static final String VARIABLE = "FORKBOOK_TREE";

    private static final String PROCESSES = "/proc";
    private static final boolean SHOWS_MARKS = new File(PROCESSES + "/self/environ").canRead();
    /** A process may start another one while the tree is being searched. */
    private static final int ROUNDS = 5;

    private static final String CHILDREN = "/c";
    private static final String WORKER = "/w";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** The tree of this process. */
    private static final class Own {
        static final String PATH = path();

        private static String path() {
            var inherited = System.getenv(VARIABLE);
            var above = inherited == null ? "" : inherited.substring(0, Math.max(0, inherited.indexOf('.')));
            if (WorkerContext.current() != null) {
                return above;
            }
            // No letters: these mark the kind of a tree.
            var own = ProcessHandle.current().pid() + "-" + System.nanoTime();
            return above.isEmpty() ? own : above + "/" + own;
        }
    }

    private final String path;

    private ProcessTree(String path) {
        this.path = path;
    }

    /** The tree for children that this process is about to start, other than workers. */
    public static ProcessTree ofChildren() {
        return new ProcessTree(Own.PATH + CHILDREN + NUMBER.incrementAndGet());
    }

    /** The tree for a worker that this process is about to start. */
    public static ProcessTree ofWorker() {
        return new ProcessTree(Own.PATH + WORKER + NUMBER.incrementAndGet());
    }

    /** In a worker, the tree of which it is the root. */
    static ProcessTree ofThisWorker() {
        return new ProcessTree(Own.PATH);
    }

    /** The prefix of the marks of all trees of children. */
    public static String markOfChildren() {
        return VARIABLE + "=" + Own.PATH + CHILDREN;
    }

    /** Whether the system shows the marks. */
    public static boolean showsMarks() {
        return SHOWS_MARKS;
    }

    /** Marks the process that this builder starts as the root of this tree. */
    public void mark(ProcessBuilder builder) {
        builder.environment().put(VARIABLE, path + ".");
    }

    /** Removes the mark from a builder that belongs to the user. */
    public static void unmark(ProcessBuilder builder) {
        var inherited = System.getenv(VARIABLE);
        if (inherited == null) {
            builder.environment().remove(VARIABLE);
        } else {
            builder.environment().put(VARIABLE, inherited);
        }
    }

    /** Kills all of the tree, as SIGKILL does; {@code first} is its root. */
    public void end(ProcessHandle first) {
        var others = descendants(first); // Searched while the system still knows them.
        first.destroyForcibly();
        others.forEach(this::endIfOwn);
        endRest(List.of(this));
    }

    /** Kills all descendants of the calling process, which is the root. */
    void endDescendants() {
        var self = ProcessHandle.current();
        // All are found first: as soon as one has ended, threads of this process that wait for it continue.
        var found = new ArrayList<>(descendants(self));
        if (SHOWS_MARKS) {
            found.addAll(marked(List.of(path)));
        }
        found.remove(self);
        found.forEach(this::endIfOwn);
        if (SHOWS_MARKS) {
            endMarked(List.of(path), self.pid());
        }
    }

    private static List<ProcessHandle> descendants(ProcessHandle process) {
        try {
            return process.descendants().toList();
        } catch (RuntimeException e) {
            return List.of(); // This process has no file descriptor left for the search; the kill goes on without.
        }
    }

    /** Kills the remaining processes of trees whose roots have ended. */
    public static void endRest(Collection<ProcessTree> trees) {
        if (SHOWS_MARKS) {
            endMarked(trees.stream().map(tree -> tree.path).toList(), -1);
        }
    }

    /** Kills the remaining processes of this tree, whose root has ended. */
    public void endRest() {
        endRest(List.of(this));
    }

    private static void endMarked(List<String> paths, long except) {
        for (int round = 0; round < ROUNDS; round++) {
            boolean found = false;
            for (var process : marked(paths)) {
                found |= process.pid() != except && process.destroyForcibly();
            }
            if (!found) {
                return;
            }
        }
    }

    private static List<ProcessHandle> marked(List<String> paths) {
        var found = new ArrayList<ProcessHandle>();
        var names = new File(PROCESSES).list();
        for (var name : names == null ? new String[0] : names) {
            if (Character.isDigit(name.charAt(0))) {
                var mark = markOf(name);
                if (mark != null && paths.contains(mark)) {
                    ProcessHandle.of(Long.parseLong(name)).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    /** Kills a known descendant of the root, unless a worker is responsible for it. */
    private void endIfOwn(ProcessHandle process) {
        var mark = SHOWS_MARKS ? markOf(Long.toString(process.pid())) : null;
        boolean isOfWorker = mark == null
                ? process.info().commandLine().orElse("").contains(WorkerMain.class.getName())
                : mark.startsWith(path) && mark.indexOf(WORKER, path.length()) >= 0;
        if (!isOfWorker) {
            process.destroyForcibly();
        }
    }

    /** Kills a descendant of this process that is neither a worker nor a descendant of one. */
    public static void endUnlessOfWorker(ProcessHandle process) {
        new ProcessTree(Own.PATH).endIfOwn(process);
    }

    private static @Nullable String markOf(String pid) {
        try (var in = new FileInputStream(PROCESSES + "/" + pid + "/environ")) {
            var variables = "\0" + new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            int start = variables.indexOf("\0" + VARIABLE + "=");
            int end = start < 0 ? -1 : variables.indexOf('.', start);
            return end < 0 ? null : variables.substring(start + VARIABLE.length() + 2, end);
        } catch (IOException e) {
            return null; // The process has ended, or belongs to another user.
        }
    }
}
