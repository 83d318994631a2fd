package org.forkbook.kernel.eval;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jshell.Diag;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import org.forkbook.kernel.display.Display;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.display.Rendering;
import org.forkbook.kernel.eval.CellSplitter.Piece;
import org.forkbook.multiprocessing.Frontend;
import org.jspecify.annotations.Nullable;

/**
 * Java in a notebook: JShell in this process, one for the kernel's life.
 *
 * <p>{@link #execute} runs on the shell's thread and holds the session's lock; completion and inspection take the same
 * lock. {@link #interrupt} takes none.
 */
public final class JavaInterpreter implements Interpreter {

    private final NotebookClasses classes =
            new NotebookClasses(new NotebookClassLoader(JavaInterpreter.class.getClassLoader()));
    private final CellThread thread = new CellThread(classes.loader());
    private final Failures failures = new Failures();
    private final StandardStreams streams;
    private @Nullable Session session;
    private volatile @Nullable CellRun running;

    private JavaInterpreter(StandardStreams streams) {
        this.streams = streams;
        Frontend.install(new CellFrontend(classes));
    }

    /** Opens an interpreter, which takes over the standard streams of the process until it is closed. */
    public static JavaInterpreter open() {
        Display.install(() -> {
            var run = CellRun.ofThread();
            return run == null ? null : run.output();
        });
        return new JavaInterpreter(StandardStreams.install());
    }

    private synchronized Session session() {
        var own = session;
        if (own == null) {
            own = new Session(classes, thread);
            session = own;
        }
        return own;
    }

    @Override
    public void warmUp() {
        session();
    }

    @Override
    public synchronized Result execute(Cell cell, CellOutput output) {
        var text = new CellText(CellText.nameOf(cell.executionCount()), cell.code());
        failures.remember(text);
        var run = new CellRun(text.name(), output);
        running = run;
        run.enter();
        try {
            var value = evaluate(run, text);
            return new Result(cell.silent() ? null : value, null, expressions(run, cell), List.of());
        } catch (CellFailedException e) {
            return new Result(null, e.failure(), Map.of(), List.of());
        } finally {
            running = null;
            output.flush();
        }
    }

    private @Nullable DisplayData evaluate(CellRun run, CellText text) throws CellFailedException {
        try {
            var own = session();
            var pieces = CellSplitter.split(text.code(), own.analysis());
            var incomplete = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
            if (incomplete != null && !incomplete.isComplete()) {
                throw new CellFailedException(failures.compilation(text, syntaxProblems(own, text, incomplete)));
            }
            SnippetEvent last = null;
            for (var piece : pieces) {
                last = evaluate(own, run, text, piece);
            }
            if (last == null || !isResult(last.snippet()) || CellSplitter.endsWithSemicolon(text.code())) {
                return null;
            }
            var value = own.control().value();
            return thread.call(run, () -> Rendering.of(value));
        } catch (CellFailedException e) {
            throw e;
        } catch (Throwable e) { // javac and user code can throw anything; the kernel must answer all the same.
            throw new CellFailedException(failures.thrown(run, e));
        }
    }

    private @Nullable SnippetEvent evaluate(Session own, CellRun run, CellText text, Piece piece)
            throws CellFailedException {
        own.control().begin(run);
        var events = own.eval(piece.source(), text.name(), text.lineOf(piece.offset()));
        SnippetEvent last = null;
        var problems = new ArrayList<CompileProblem>();
        for (var event : events) {
            if (event.causeSnippet() != null) {
                continue;
            }
            last = event;
            if (event.status() == Snippet.Status.REJECTED) {
                problems.addAll(problems(own, event.snippet(), piece.offset()));
            }
        }
        if (!problems.isEmpty()) {
            throw new CellFailedException(failures.compilation(text, problems));
        }
        var thrown = own.control().thrown();
        if (thrown != null) {
            throw new CellFailedException(failures.thrown(run, thrown));
        }
        return last;
    }

    private static List<CompileProblem> syntaxProblems(Session own, CellText text, Piece piece) {
        var problems = new ArrayList<CompileProblem>();
        for (var snippet : own.analysis().sourceToSnippets(piece.source())) {
            problems.addAll(problems(own, snippet, piece.offset()));
        }
        if (problems.isEmpty()) {
            int end = text.code().length();
            var what = piece.isOpen()
                    ? "the cell ends before its code does: a bracket, a quote or a comment is not closed"
                    : "this is not Java";
            problems.add(new CompileProblem(what, "", Math.max(0, end - 1), end));
        }
        return problems;
    }

    private static List<CompileProblem> problems(Session own, Snippet snippet, int offset) {
        return own.shell()
                .diagnostics(snippet)
                .filter(Diag::isError)
                .map(diag -> new CompileProblem(
                        diag.getMessage(Locale.ENGLISH),
                        diag.getCode(),
                        offset + (int) diag.getStartPosition(),
                        offset + (int) diag.getEndPosition()))
                .toList();
    }

    private static boolean isResult(Snippet snippet) {
        return snippet.kind() == Snippet.Kind.EXPRESSION || snippet.subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND;
    }

    private Map<String, ExpressionResult> expressions(CellRun run, Cell cell) {
        var results = new HashMap<String, ExpressionResult>();
        cell.userExpressions().forEach((name, code) -> {
            try {
                results.put(name, new ExpressionResult(evaluate(run, new CellText(name, code)), null));
            } catch (CellFailedException e) {
                results.put(name, new ExpressionResult(null, e.failure()));
            }
        });
        return results;
    }

    @Override
    public void interrupt() {
        var run = running;
        if (run != null) {
            thread.interrupt(run);
        }
    }

    @Override
    public synchronized Completion complete(String code, int cursor) {
        var anchor = new int[] {cursor};
        var matches = session().analysis().completionSuggestions(code, cursor, anchor).stream()
                .map(suggestion -> new Match(suggestion.continuation(), null, null))
                .distinct()
                .toList();
        return new Completion(matches, anchor[0], cursor);
    }

    @Override
    public synchronized @Nullable DisplayData inspect(String code, int cursor, int detailLevel) {
        var documentation = session().analysis().documentation(code, cursor, true);
        return documentation.isEmpty()
                ? null
                : DisplayData.text(documentation.get(0).signature());
    }

    @Override
    public synchronized Completeness isComplete(String code) {
        var pieces = CellSplitter.split(code, session().analysis());
        var last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
        if (last == null || last.isComplete()) {
            return new Completeness(Completeness.Status.COMPLETE, "");
        }
        return last.isOpen()
                ? new Completeness(Completeness.Status.INCOMPLETE, "    ")
                : new Completeness(Completeness.Status.INVALID, "");
    }

    @Override
    public void close() {
        Display.install(null);
        streams.close();
        thread.close();
    }

    /** A cell ended in an error, which is ready to be shown. */
    private static final class CellFailedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Failure failure;

        CellFailedException(Failure failure) {
            super(failure.name(), null, false, false);
            this.failure = failure;
        }

        Failure failure() {
            return failure;
        }
    }
}
