package org.forkbook.kernel.interpreter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.MethodSnippet;
import jdk.jshell.PersistentSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.VarSnippet;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.display.Rendering;
import org.forkbook.kernel.errors.Tracebacks;
import org.forkbook.kernel.execution.CellFailedException;
import org.forkbook.kernel.execution.CellInterruptedError;
import org.forkbook.kernel.execution.CellRun;
import org.forkbook.kernel.execution.CellThread;
import org.forkbook.kernel.execution.Interpreter;
import org.forkbook.kernel.execution.Interpreter.Completion;
import org.forkbook.kernel.execution.Interpreter.Match;
import org.forkbook.kernel.history.CellHistory;
import org.forkbook.kernel.jshell.NotebookSession;
import org.forkbook.kernel.magic.CellPart;
import org.forkbook.kernel.magic.ExecutionTimer;
import org.forkbook.kernel.magic.LiveNotebook;
import org.forkbook.kernel.magic.MagicCompletion;
import org.forkbook.kernel.magic.MagicContext;
import org.forkbook.kernel.magic.MagicFailedException;
import org.forkbook.kernel.magic.Magics;
import org.forkbook.kernel.source.CellText;
import org.forkbook.kernel.source.JavaTokens;
import org.forkbook.kernel.source.SnippetKind;
import org.forkbook.kernel.source.SnippetNames;
import org.jspecify.annotations.Nullable;

/** Evaluator of cells that mix magics and Java. */
final class CellMagics {
    private static final Pattern MAGIC_THAT_RUNS_JAVA = Pattern.compile("^%%?(?:time|timeit|page)\\b");

    private final Magics magics = new Magics();
    private final CellThread thread;
    private final Tracebacks tracebacks;
    private final CellHistory history;

    CellMagics(CellThread thread, Tracebacks tracebacks, CellHistory history) {
        this.history = history;
        this.thread = thread;
        this.tracebacks = tracebacks;
    }

    /** Whether code is a cell magic: it has no grammar to check. */
    static boolean isCellMagic(String code) {
        return code.stripLeading().startsWith("%%");
    }

    @Nullable
    DisplayData evaluate(Evaluator evaluator, NotebookSession session, CellRun run, CellText text)
            throws CellFailedException {
        if (text.code().indexOf('%') < 0) { // Most cells.
            return evaluator.evaluate(run, text);
        }
        return evaluateParts(evaluator, session, run, new CellText(text.name(), AssignedMagics.asCalls(text.code())));
    }

    private @Nullable DisplayData evaluateParts(
            Evaluator evaluator, NotebookSession session, CellRun run, CellText text) throws CellFailedException {
        DisplayData value = null;
        for (var part : magics.parts(text.code(), lineStarts(text.code()))) {
            value = part.magic() == null
                    ? evaluator.evaluate(run, new CellText(text.name(), part.text()))
                    : run(part, new Notebook(this, evaluator, session, run, text), isCellMagic(text.code()));
        }
        return value;
    }

    /** The completions of a magic at the cursor; null when the cursor is in Java. */
    @Nullable
    Completion complete(String code, int cursor) {
        var found = code.indexOf('%') < 0 ? null : MagicCompletion.of(magics, code, cursor);
        return found == null
                ? null
                : new Completion(
                        found.matches().stream()
                                .map(match -> new Match(match.text(), match.kind(), match.note()))
                                .toList(),
                        found.start(),
                        cursor);
    }

    /** The magics that cells have added, or put in the place of the kernel's own. */
    List<String> added() {
        return magics.added();
    }

    /** A cell with blanks in place of magics, so that every place stays what it is; what a magic runs stays too. */
    static String javaOf(String code) {
        if (code.indexOf('%') < 0) {
            return code;
        }
        var java = new StringBuilder(code);
        for (var start : isCellMagic(code) ? Set.of(code.indexOf('%')) : lineStarts(code)) {
            int end = code.indexOf('\n', start);
            end = end < 0 ? code.length() : end;
            var name = MAGIC_THAT_RUNS_JAVA.matcher(code.substring(start, end));
            int from = name.find() ? start + name.end() : end;
            java.replace(start, from, " ".repeat(from - start));
        }
        return java.toString();
    }

    /** The names of the magics in a cell, with their percent signs, in order. */
    static List<String> namesIn(String code) {
        if (code.indexOf('%') < 0) {
            return List.of();
        }
        return (isCellMagic(code) ? Set.of(code.indexOf('%')) : lineStarts(code))
                .stream().sorted().map(start -> nameAt(code, start)).toList();
    }

    private static String nameAt(String code, int start) {
        int end = start;
        while (end < code.length() && code.charAt(end) == '%') {
            end++;
        }
        while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
            end++;
        }
        return code.substring(start, end);
    }

    /**
     * The positions of each {@code %} that starts a magic: the first on its line or after a statement. Any other is
     * Java's operator.
     */
    private static Set<Integer> lineStarts(String code) {
        var starts = new HashSet<Integer>();
        int magicEnd = -1;
        JavaTokens.Token last = null;
        for (var token : JavaTokens.of(code)) {
            var lineStart = code.lastIndexOf('\n', token.start() - 1) + 1;
            var isFirst = code.substring(lineStart, token.start()).isBlank();
            var mayStart = last == null || last.is(";") || last.is("}") || last.start() < magicEnd;
            var isBehind = last != null && token.start() >= magicEnd && isWordAt(code, token.end());
            if (token.is("%") && mayStart && (isFirst || isBehind)) {
                starts.add(token.start());
                int end = code.indexOf('\n', token.start());
                magicEnd = end < 0 ? code.length() : end;
            }
            last = token;
        }
        return starts;
    }

    private static boolean isWordAt(String code, int index) {
        return index < code.length() && Character.isLetter(code.charAt(index));
    }

    private @Nullable DisplayData run(CellPart part, Notebook notebook, boolean isCell) throws CellFailedException {
        try {
            // A magic that runs Java comes back to this thread's caller; only what is slow by itself leaves it.
            return magics.called(part, isCell).isSlow()
                    ? thread.call(notebook.run, () -> magics.run(part, isCell, notebook))
                    : magics.run(part, isCell, notebook);
        } catch (CellFailedException e) {
            throw e;
        } catch (MagicFailedException e) {
            var message = Objects.requireNonNullElse(e.getMessage(), "");
            throw new CellFailedException(new Interpreter.Failure(
                    "MagicFailed", message, message.lines().toList()));
        } catch (Throwable e) { // Whatever a magic throws ends the cell, not the kernel.
            throw new CellFailedException(tracebacks.thrown(notebook.run, e));
        }
    }

    /** A notebook for code that asks for one, on behalf of the cell that its thread works for. */
    LiveNotebook live(Supplier<NotebookSession> session) {
        return new LiveNotebook() {

            @Override
            public @Nullable Object evaluate(String cell) throws Exception {
                var notebook = context();
                var run = notebook.run;
                run.gave(null);
                try {
                    var shown = notebook.evaluateCell("eval", cell);
                    var value = run.lastValue();
                    return value == null ? shown : value;
                } catch (CellFailedException e) {
                    var failure = e.failure();
                    throw new MagicFailedException(failure.name() + ": " + failure.message(), e);
                } finally {
                    run.gave(null);
                }
            }

            @Override
            public Notebook context() {
                var run = Objects.requireNonNull(CellRun.ofThread(), "no cell has run yet");
                var evaluator = new Evaluator(session.get(), thread, tracebacks, false);
                return new Notebook(CellMagics.this, evaluator, session.get(), run, new CellText(run.cell(), ""));
            }

            @Override
            public Magics magics() {
                return magics;
            }
        };
    }

    /** The notebook as magics see it. */
    private static final class Notebook implements MagicContext {
        private final CellMagics outer;
        private final Evaluator evaluator;
        private final NotebookSession session;
        private final CellRun run;
        private final CellText text;

        Notebook(CellMagics outer, Evaluator evaluator, NotebookSession session, CellRun run, CellText text) {
            this.outer = outer;
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
            return evaluator.evaluate(run, new CellText(text.name(), "\n".repeat(lines) + before + code + after));
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
            return outer.history;
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
            outer.tracebacks.remember(inner);
            return outer.evaluate(evaluator, session, run, inner);
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
                    .flatMap(Notebook::described)
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
            return Stream.of(
                    new Declaration(named.name(), kind.replace("annotation_type", "annotation"), named.name()));
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
                var text = outer.thread.call(run, () -> Rendering.oneLine(value));
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
}
