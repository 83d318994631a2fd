package org.forkbook.kernel.eval;

import java.io.File;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import jdk.jshell.MethodSnippet;
import jdk.jshell.PersistentSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.VarSnippet;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.magic.CellPart;
import org.forkbook.kernel.magic.MagicContext;
import org.forkbook.kernel.magic.MagicFailedException;
import org.forkbook.kernel.magic.Magics;
import org.jspecify.annotations.Nullable;

/** The evaluation of a cell in which magics and Java take turns. */
final class CellMagics {
    private final Magics magics = new Magics();
    private final CellThread thread;
    private final Failures failures;

    CellMagics(CellThread thread, Failures failures) {
        this.thread = thread;
        this.failures = failures;
    }

    /** Whether code is a cell magic: it has no grammar to check. */
    static boolean isCellMagic(String code) {
        return code.stripLeading().startsWith("%%");
    }

    @Nullable
    DisplayData evaluate(Evaluator evaluator, Session session, CellRun run, CellText text) throws CellFailedException {
        if (text.code().indexOf('%') < 0) { // Most cells.
            return evaluator.evaluate(run, text);
        }
        DisplayData value = null;
        for (var part : magics.parts(text.code(), lineStarts(text.code()))) {
            value = part.magic() == null
                    ? evaluator.evaluate(run, new CellText(text.name(), part.text()))
                    : run(part, new Notebook(evaluator, session, run, text), isCellMagic(text.code()));
        }
        return value;
    }

    /** Where a {@code %} is the first thing on its line and stands where a statement may start: else it is Java's. */
    private static Set<Integer> lineStarts(String code) {
        var starts = new HashSet<Integer>();
        int magicEnd = -1;
        JavaTokens.Token last = null;
        for (var token : JavaTokens.of(code)) {
            var lineStart = code.lastIndexOf('\n', token.start() - 1) + 1;
            var isFirst = code.substring(lineStart, token.start()).isBlank();
            var mayStart = last == null || last.is(";") || last.is("}") || last.start() < magicEnd;
            if (token.is("%") && isFirst && mayStart) {
                starts.add(token.start());
                int end = code.indexOf('\n', token.start());
                magicEnd = end < 0 ? code.length() : end;
            }
            last = token;
        }
        return starts;
    }

    private @Nullable DisplayData run(CellPart part, Notebook notebook, boolean isCell) throws CellFailedException {
        try {
            // A magic that runs Java comes back to this thread's caller; only a script may take its time.
            return part.magic() != null && part.magic().equals("bash")
                    ? thread.call(notebook.run, () -> magics.run(part, isCell, notebook))
                    : magics.run(part, isCell, notebook);
        } catch (CellFailedException e) {
            throw e;
        } catch (MagicFailedException e) {
            var message = Objects.requireNonNullElse(e.getMessage(), "");
            throw new CellFailedException(new Interpreter.Failure(
                    "MagicFailed", message, message.lines().toList()));
        } catch (Throwable e) { // Whatever stops a magic is the cell's end, not the kernel's.
            throw new CellFailedException(failures.thrown(notebook.run, e));
        }
    }

    /** What magics may do to this notebook. */
    private static final class Notebook implements MagicContext {
        private final Evaluator evaluator;
        private final Session session;
        private final CellRun run;
        private final CellText text;

        Notebook(Evaluator evaluator, Session session, CellRun run, CellText text) {
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
        public @Nullable DisplayData evaluate(String code) throws CellFailedException {
            int at = text.code().indexOf(code);
            var lines = at < 0 ? 0 : text.lineOf(at) - 1;
            return evaluator.evaluate(run, new CellText(text.name(), "\n".repeat(lines) + code));
        }

        @Override
        public void addToClassPath(Path path) {
            for (var entry : path.toString().split(File.pathSeparator, -1)) {
                session.ask(shell -> {
                    shell.addToClasspath(entry);
                    return null;
                });
            }
        }

        @Override
        public List<String> declarations() {
            return session.active().stream()
                    .flatMap(Notebook::described)
                    .sorted()
                    .toList();
        }

        private static Stream<String> described(Snippet snippet) {
            if (snippet.kind() == Snippet.Kind.IMPORT || !(snippet instanceof PersistentSnippet named)) {
                return Stream.of();
            }
            if (snippet instanceof VarSnippet variable) {
                return Stream.of(variable.typeName() + " " + variable.name());
            }
            return Stream.of(snippet instanceof MethodSnippet ? Complaints.name(snippet) : named.name());
        }
    }
}
