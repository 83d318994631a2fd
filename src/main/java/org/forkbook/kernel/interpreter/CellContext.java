package org.forkbook.kernel.interpreter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import jdk.jshell.MethodSnippet;
import jdk.jshell.PersistentSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.VarSnippet;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.display.Rendering;
import org.forkbook.kernel.execution.CellFailedException;
import org.forkbook.kernel.execution.CellInterruptedError;
import org.forkbook.kernel.execution.CellRun;
import org.forkbook.kernel.history.CellHistory;
import org.forkbook.kernel.jshell.NotebookSession;
import org.forkbook.kernel.magic.ExecutionTimer;
import org.forkbook.kernel.magic.MagicContext;
import org.forkbook.kernel.source.CellText;
import org.forkbook.kernel.source.SnippetKind;
import org.forkbook.kernel.source.SnippetNames;
import org.jspecify.annotations.Nullable;

/** The notebook as the magics of one cell see it. */
final class CellContext implements MagicContext {
    private final Evaluator evaluator;
    private final NotebookSession session;
    private final CellRun run;
    private final CellText text;

    CellContext(Evaluator evaluator, NotebookSession session, CellRun run, CellText text) {
        this.evaluator = evaluator;
        this.session = session;
        this.run = run;
        this.text = text;
    }

    @Override
    public void print(String some) {
        run.output().stdout(some);
    }

    @Override
    public void printError(String some) {
        run.output().stderr(some);
    }

    @Override
    public void display(DisplayData data) {
        run.output().display(data);
    }

    @Override
    public void page(DisplayData data) {
        run.page(data);
    }

    @Override
    public String ask(String prompt) throws IOException {
        return run.output().readLine(prompt, false);
    }

    @Override
    public @Nullable DisplayData evaluate(String code) throws CellFailedException {
        return evaluate("", code, "");
    }

    @Override
    public @Nullable DisplayData evaluate(String before, String code, String after) throws CellFailedException {
        int at = text.code().indexOf(code);
        var lines = at < 0 ? 0 : text.lineOf(at) - 1;
        return evaluator.evaluateJava(run, new CellText(text.name(), "\n".repeat(lines) + before + code + after));
    }

    @Override
    public @Nullable DisplayData evaluate(String code, ExecutionTimer timer) throws CellFailedException {
        run.setMeter(timer);
        try {
            return evaluate(code);
        } finally {
            run.setMeter(ExecutionTimer.NONE);
        }
    }

    @Override
    public boolean isExpression(String code) {
        var fragments = session.split(code);
        return fragments.size() == 1 && fragments.get(0).kind() == SnippetKind.EXPRESSION;
    }

    @Override
    public CellHistory history() {
        return evaluator.history();
    }

    @Override
    public void forgetAll() {
        session.forget(session.active().stream()
                .filter(snippet -> snippet.kind() != Snippet.Kind.IMPORT)
                .flatMap(snippet -> snippet instanceof PersistentSnippet named ? Stream.of(named.name()) : null)
                .toArray(String[]::new));
    }

    @Override
    public @Nullable DisplayData evaluateCell(String name, String cell) throws CellFailedException {
        var inner = new CellText(name, cell);
        evaluator.remember(inner);
        return evaluator.evaluate(run, inner);
    }

    @Override
    public void addToClassPath(List<Path> paths) {
        if (!session.addToClassPath(paths)) {
            return;
        }
        noteProcessors();
        if (session.hasNewExtensions()) {
            try {
                evaluateCell("extensions", "org.dflib.jjava.jupyter.Extensions.installNew();");
            } catch (CellFailedException e) {
                printError("A library's extension failed: " + e.failure().name() + ": "
                        + e.failure().message() + "\n");
            }
        }
    }

    /** Without this note, code that isn't generated is a riddle: no error, but something is missing. */
    private void noteProcessors() {
        try {
            for (var jar : session.untoldProcessors()) {
                display(
                        DisplayData.text(
                                jar + " contains an annotation processor, which notebooks don't run: code that its"
                                        + " annotations would generate is missing in cells. Write that code"
                                        + " yourself (a record has its"
                                        + " accessors, equals and toString), or add a jar of classes that were compiled with it."));
            }
        } catch (IOException e) {
            printError("Whether there are annotation processors can't be read: " + e.getMessage() + "\n");
        }
    }

    @Override
    public List<Path> classPath() {
        return session.addedClassPath();
    }

    @Override
    public List<Declaration> declarations() {
        return session.active().stream()
                .flatMap(CellContext::described)
                .sorted(Comparator.comparing(Declaration::name, String.CASE_INSENSITIVE_ORDER)
                        .thenComparing(Declaration::shown))
                .toList();
    }

    private static Stream<Declaration> described(Snippet snippet) {
        if (snippet.kind() == Snippet.Kind.IMPORT || !(snippet instanceof PersistentSnippet named)) {
            return Stream.of();
        }
        if (snippet instanceof VarSnippet variable) {
            var type = variable.typeName().replaceAll("\\b([a-z_]\\w*\\.)+(?=[A-Z])", ""); // Without packages.
            return Stream.of(new Declaration(variable.name(), type, type + " " + variable.name()));
        }
        if (snippet instanceof MethodSnippet method) {
            return Stream.of(new Declaration(method.name(), "method", SnippetNames.of(snippet)));
        }
        var kind = snippet.subKind().name().replaceFirst("_SUBKIND$", "").toLowerCase(Locale.ROOT);
        return Stream.of(new Declaration(named.name(), kind.replace("annotation_type", "annotation"), named.name()));
    }

    @Override
    public String valueOf(Declaration declaration) {
        return session.active().stream()
                .filter(snippet -> snippet instanceof VarSnippet variable
                        && variable.name().equals(declaration.name()))
                .findFirst()
                .map(snippet -> oneLine(session.value((VarSnippet) snippet)))
                .orElse("");
    }

    /** On the cell's thread: the value's own methods may never return. */
    private String oneLine(@Nullable Object value) {
        try {
            var text = evaluator.thread().call(run, () -> Rendering.oneLine(value));
            if (run.isInterrupted()) {
                throw new CellInterruptedError();
            }
            return text;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("rendering declares no exception", e);
        }
    }
}
