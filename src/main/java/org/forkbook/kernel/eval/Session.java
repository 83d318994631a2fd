package org.forkbook.kernel.eval;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;

/**
 * The JShell behind a notebook, with the notebook's imports, and the memory of which snippet stands where in which cell.
 *
 * <p>Used by one thread at a time.
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

    private final NotebookClasses classes;
    private final CellExecutionControl control;
    private final JShell shell;
    private final SourceCodeAnalysis analysis;
    private final IdentityHashMap<Snippet, Place> places = new IdentityHashMap<>();
    private Place current = new Place("start-up", 1);

    /** Where a snippet starts: in which cell, on which line. */
    private record Place(String cell, int line) {}

    Session(NotebookClasses classes, CellThread thread) {
        this.classes = classes;
        control = new CellExecutionControl(classes, thread, this::settle);
        shell = JShell.builder()
                .executionEngine(provider(), Map.of())
                .compilerOptions("-g", "-parameters", "-proc:none")
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

    JShell shell() {
        return shell;
    }

    SourceCodeAnalysis analysis() {
        return analysis;
    }

    CellExecutionControl control() {
        return control;
    }

    /**
     * Evaluates one snippet.
     *
     * @param line the cell's line, from 1, on which it starts
     */
    List<SnippetEvent> eval(String source, String cell, int line) {
        current = new Place(cell, line);
        try {
            return shell.eval(source);
        } finally {
            settle();
        }
    }

    private void settle() {
        if (classes.hasWaiting()) {
            Map<String, Snippet> byWrapper = shell.snippets()
                    .filter(snippet -> shell.status(snippet).isDefined())
                    .filter(snippet -> snippet.kind() != Snippet.Kind.IMPORT)
                    .collect(Collectors.toMap(
                            snippet -> analysis.wrapper(snippet).fullClassName(), s -> s, (first, second) -> second));
            classes.settle(wrapper -> lines(byWrapper.get(wrapper)));
        }
    }

    private @Nullable CellLines lines(@Nullable Snippet snippet) {
        if (snippet == null) {
            return null;
        }
        var place = places.computeIfAbsent(snippet, unknown -> current);
        return new CellLines(place.cell(), place.line(), analysis.wrapper(snippet));
    }

    /** The snippets that are alive. */
    Stream<Snippet> snippets() {
        return shell.snippets().filter(snippet -> shell.status(snippet).isActive());
    }

    @Override
    public void close() {
        shell.close();
    }
}
