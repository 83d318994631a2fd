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
 * A process together with all that it starts, directly or not: what is to end when it ends.
 *
 * <p>The operating system forgets whose child a process was once its parent has ended. So each tree has a mark, an
 * environment variable that a child inherits from its parent, and that Linux shows for every process. Elsewhere, and for
 * a process that was started with another environment, only those are found that still hang together with the tree's
 * first process.
 *
 * <p>A worker is the first process of a tree of its own. The tree of the worker that started it leaves it alone: it sees
 * the end of its parent, and takes away what both have in the file system before it ends.
 */
public final class ProcessTree {
    /** The variable that holds the mark: names of trees, each after the one that it is a part of, and a full stop. */
    public static final String VARIABLE = "FORKBOOK_TREE";

    private static final String PROCESSES = "/proc";
    private static final boolean SHOWS_MARKS = new File(PROCESSES + "/self/environ").canRead();
    /** A process may start another one while it is looked for. */
    private static final int ROUNDS = 5;

    private static final String CHILDREN = "/c";
    private static final String WORKER = "/w";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** This process's own. */
    private static final class Own {
        static final String PATH = path();

        private static String path() {
            var inherited = System.getenv(VARIABLE);
            var above = inherited == null ? "" : inherited.substring(0, Math.max(0, inherited.indexOf('.')));
            if (WorkerContext.current() != null) {
                return above;
            }
            var own = ProcessHandle.current().pid() + "-" + System.nanoTime(); // No letters: they say what a tree is.
            return above.isEmpty() ? own : above + "/" + own;
        }
    }

    private final String path;

    private ProcessTree(String path) {
        this.path = path;
    }

    /** The tree of children that this process is about to start, which are no workers. */
    public static ProcessTree ofChildren() {
        return new ProcessTree(Own.PATH + CHILDREN + NUMBER.incrementAndGet());
    }

    /** The tree of a worker that this process is about to start. */
    public static ProcessTree ofWorker() {
        return new ProcessTree(Own.PATH + WORKER + NUMBER.incrementAndGet());
    }

    /** In a worker, the tree that it is the first process of. */
    static ProcessTree ofThisWorker() {
        return new ProcessTree(Own.PATH);
    }

    /** What the marks of all trees of children begin with. */
    public static String markOfChildren() {
        return VARIABLE + "=" + Own.PATH + CHILDREN;
    }

    /** Whether the system shows the marks. */
    public static boolean showsMarks() {
        return SHOWS_MARKS;
    }

    /** Makes the process that is started by this the tree's first. */
    public void mark(ProcessBuilder builder) {
        builder.environment().put(VARIABLE, path + ".");
    }

    /** Takes the mark out of a builder that is its user's own. */
    public static void unmark(ProcessBuilder builder) {
        var inherited = System.getenv(VARIABLE);
        if (inherited == null) {
            builder.environment().remove(VARIABLE);
        } else {
            builder.environment().put(VARIABLE, inherited);
        }
    }

    /** Ends all of it, as SIGKILL does; {@code first} is its first process. */
    public void end(ProcessHandle first) {
        var others = descendants(first); // While the system knows them.
        first.destroyForcibly();
        others.forEach(this::endIfOwn);
        endRest(List.of(this));
    }

    /** Ends what the calling process, which is its first, has started. */
    void endDescendants() {
        var self = ProcessHandle.current();
        // All are found first: once one has ended, this process's own threads that wait for it go on.
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
            return List.of(); // This process has too many files open to look; the kill goes on without.
        }
    }

    /** Ends what is left of trees whose first processes have ended. */
    public static void endRest(Collection<ProcessTree> trees) {
        if (SHOWS_MARKS) {
            endMarked(trees.stream().map(tree -> tree.path).toList(), -1);
        }
    }

    /** Ends what is left of this tree, whose first process has ended. */
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

    /** A process that is known to descend from this tree's first, unless a worker sees to it. */
    private void endIfOwn(ProcessHandle process) {
        var mark = SHOWS_MARKS ? markOf(Long.toString(process.pid())) : null;
        boolean isOfWorker = mark == null
                ? process.info().commandLine().orElse("").contains(WorkerMain.class.getName())
                : mark.startsWith(path) && mark.indexOf(WORKER, path.length()) >= 0;
        if (!isOfWorker) {
            process.destroyForcibly();
        }
    }

    /** Ends a descendant of this process that is neither a worker nor one of a worker's own. */
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
            return null; // It has ended, or is somebody else's.
        }
    }
}
