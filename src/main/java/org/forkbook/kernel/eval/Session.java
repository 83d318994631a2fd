package org.forkbook.kernel.eval;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.PersistentSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.forkbook.kernel.eval.CellExecutionControl.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The JShell behind a notebook, with the notebook's imports, and the memory of which snippet stands where in which cell.
 *
 * <p>JShell is for one thread at a time: a lock, free while user code runs, sees to it.
 */
final class Session implements AutoCloseable {

    /** What every notebook starts with: JShell's DEFAULT start-up, time, the library, and the display functions. */
    static final List<String> IMPORTS = List.of(
            "java.io.*",
            "java.math.*",
            "java.net.*",
            "java.nio.file.*",
            "java.util.*",
            "java.util.concurrent.*",
            "java.util.function.*",
            "java.util.prefs.*",
            "java.util.regex.*",
            "java.util.stream.*",
            "java.time.*",
            "org.forkbook.multiprocessing.*",
            "static org.forkbook.kernel.display.Display.*");

    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch indexing = new CountDownLatch(1);
    private final NotebookClasses classes;
    private final CellExecutionControl control;
    private final JShell shell;
    private final SourceCodeAnalysis analysis;
    private final Syntax syntax = new Syntax();
    private final IdentityHashMap<Snippet, Place> places = new IdentityHashMap<>();
    private Place current = new Place("start-up", 1);

    /** Where a snippet starts: in which cell, on which line. */
    private record Place(String cell, int line) {}

    /** A snippet that JShell has dealt with: what it made of it, and what came of running it. */
    record Evaluated(List<SnippetEvent> events, Outcome outcome) {

        /** The events of the snippet itself, without those of other snippets that it changed. */
        List<SnippetEvent> own() {
            return events.stream().filter(event -> event.causeSnippet() == null).toList();
        }

        boolean isRejected() {
            return own().stream().anyMatch(event -> event.status() == Snippet.Status.REJECTED);
        }
    }

    Session(NotebookClasses classes, CellThread thread) {
        this.classes = classes;
        control = new CellExecutionControl(classes, thread, lock, this::settle);
        shell = JShell.builder()
                .executionEngine(provider(), Map.of())
                .compilerOptions("-g", "-parameters", "-proc:none")
                .fileManager(files -> new QuietFiles(files, indexing))
                .build();
        // One snippet for all: each import on its own costs an analysis.
        shell.eval(IMPORTS.stream().map(name -> "import " + name + ";").collect(Collectors.joining(" ")));
        analysis = shell.sourceCodeAnalysis();
    }

    private ExecutionControlProvider provider() {
        return new ExecutionControlProvider() {
            @Override
            public String name() {
                return "forkbook";
            }

            @Override
            public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
                return control;
            }
        };
    }

    /** Lets JShell index the class path in the background, for completion and for advice on missing imports. */
    void allowIndexing() {
        indexing.countDown();
    }

    /** Asks JShell's analysis, under the lock. */
    <T extends @Nullable Object> T analyse(Function<SourceCodeAnalysis, T> question) {
        lock.lock();
        try {
            return question.apply(analysis);
        } finally {
            lock.unlock();
        }
    }

    /** The pieces of a cell. */
    List<Piece> split(String code) {
        return analyse(own -> CellSplitter.split(code, own));
    }

    /** What is wrong with the grammar of a cell. */
    List<CompileProblem> checkSyntax(List<Piece> pieces) {
        lock.lock();
        try {
            return syntax.check(pieces);
        } finally {
            lock.unlock();
        }
    }

    /** Asks JShell, under the lock. */
    <T extends @Nullable Object> T ask(Function<JShell, T> question) {
        lock.lock();
        try {
            return question.apply(shell);
        } finally {
            lock.unlock();
        }
    }

    /** The snippets that are alive. */
    List<Snippet> active() {
        return ask(own ->
                own.snippets().filter(snippet -> own.status(snippet).isActive()).toList());
    }

    /**
     * Evaluates one snippet.
     *
     * @param line the cell's line, from 1, on which it starts
     */
    Evaluated eval(CellRun run, String source, String cell, int line) {
        lock.lock();
        try {
            var outcome = new Outcome(run);
            control.expect(outcome);
            current = new Place(cell, line);
            try {
                return new Evaluated(shell.eval(source), outcome);
            } finally {
                settle();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Compiles a snippet that declares nothing, without running it: for what the compiler has to say. */
    Evaluated check(String source) {
        lock.lock();
        try {
            control.expect(null);
            return new Evaluated(shell.eval(source), Outcome.none());
        } finally {
            classes.drop();
            lock.unlock();
        }
    }

    /** Drops what cells have declared under these names. */
    void forget(String... names) {
        var wanted = List.of(names);
        for (var snippet : active()) {
            if (snippet instanceof PersistentSnippet named && wanted.contains(named.name())) {
                ask(own -> own.drop(snippet));
            }
        }
    }

    private void settle() {
        if (classes.hasWaiting()) {
            Map<String, Snippet> byWrapper = declared()
                    .collect(Collectors.toMap(
                            snippet -> analysis.wrapper(snippet).fullClassName(), s -> s, (first, second) -> second));
            classes.settle(wrapper -> lines(byWrapper.get(wrapper)));
        }
    }

    private Stream<Snippet> declared() {
        return shell.snippets()
                .filter(snippet -> snippet.kind() != Snippet.Kind.IMPORT
                        && shell.status(snippet).isDefined());
    }

    private @Nullable CellLines lines(@Nullable Snippet snippet) {
        if (snippet == null) {
            return null;
        }
        var place = places.computeIfAbsent(snippet, unknown -> current);
        return new CellLines(place.cell(), place.line(), analysis.wrapper(snippet));
    }

    @Override
    public void close() {
        allowIndexing(); // Or its thread, which all sessions share, would wait for ever.
        lock.lock();
        try {
            shell.close();
        } finally {
            lock.unlock();
        }
    }
}
