package org.forkbook.kernel.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.spi.SPIResolutionException;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.display.Rendering;
import org.forkbook.kernel.eval.Session.Evaluated;
import org.jspecify.annotations.Nullable;

/** The evaluation of a cell: piece by piece, up to its result or its first error. */
final class Evaluator {
    private final Session session;
    private final CellThread thread;
    private final Failures failures;
    private final Complaints complaints;

    Evaluator(Session session, CellThread thread, Failures failures) {
        this.session = session;
        this.thread = thread;
        this.failures = failures;
        complaints = new Complaints(session);
    }

    /** Runs a cell; gives what its last expression looks like, or null when it has none. */
    @Nullable
    DisplayData evaluate(CellRun run, CellText text) throws CellFailedException {
        try {
            var pieces = session.split(text.code());
            var end = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
            if (end != null && !end.isRunnable()) {
                throw new CellFailedException(
                        failures.compilation(text, complaints.onSyntax(text, end), complaints::advice));
            }
            if (pieces.size() > 1) { // A single piece is checked when it is compiled.
                var problems = session.checkSyntax(pieces);
                if (!problems.isEmpty()) {
                    throw new CellFailedException(failures.compilation(text, problems, complaints::advice));
                }
            }
            var groups = CellSplitter.group(pieces);
            var declared = new ArrayList<DeclarationSnippet>();
            Evaluated last = null;
            for (int i = 0; i < groups.size(); i++) {
                var piece = groups.get(i);
                last = piece.get(0).isStatement() || piece.get(0).isAsking()
                        ? block(run, text, piece, groups.subList(i + 1, groups.size()))
                        : single(run, text, piece.get(0), groups.subList(i + 1, groups.size()));
                last.own().forEach(event -> {
                    if (event.snippet() instanceof DeclarationSnippet snippet) {
                        declared.add(snippet);
                    }
                });
            }
            noteUnresolved(run, declared);
            if (last == null || end == null || !isResult(last, end)) {
                return null;
            }
            var value = last.outcome().value();
            return thread.call(run, () -> run.isLastDisplayId(value) ? null : Rendering.of(value));
        } catch (CellFailedException e) {
            throw e;
        } catch (Throwable e) { // javac and user code can throw anything; the kernel must answer all the same.
            throw new CellFailedException(failures.thrown(run, e));
        }
    }

    private Evaluated block(CellRun run, CellText text, List<Piece> statements, List<List<Piece>> rest)
            throws CellFailedException {
        var block = CellSplitter.block(text.code(), statements);
        var evaluated = eval(run, text, block);
        if (!evaluated.isRejected()) {
            return ended(run, evaluated);
        }
        if (statements.get(statements.size() - 1).isAsking()) {
            return oneByOne(run, text, statements, rest); // Perhaps the expression has no value.
        }
        var problems = complaints.on(evaluated, block);
        if (problems.stream().noneMatch(problem -> problem.code().equals("compiler.err.not.stmt"))) {
            throw new CellFailedException(
                    failures.compilation(text, complaints.andOn(rest, block, problems), complaints::advice));
        }
        // "x + 1;" is something to a notebook, and nothing to a block.
        return eachAlone(run, text, statements, rest);
    }

    /** What could not be a block: its statements, and then the expression as JShell takes it. */
    private Evaluated oneByOne(CellRun run, CellText text, List<Piece> statements, List<List<Piece>> rest)
            throws CellFailedException {
        int last = statements.size() - 1;
        var end = statements.subList(last, last + 1);
        if (last > 0) {
            var restAndEnd = new ArrayList<List<Piece>>();
            restAndEnd.add(end);
            restAndEnd.addAll(rest);
            block(run, text, statements.subList(0, last), restAndEnd);
        }
        return single(run, text, end.get(0), rest);
    }

    private Evaluated eachAlone(CellRun run, CellText text, List<Piece> statements, List<List<Piece>> rest)
            throws CellFailedException {
        Evaluated last = null;
        for (var statement : statements) {
            last = single(run, text, statement, rest);
        }
        return Objects.requireNonNull(last);
    }

    private Evaluated single(CellRun run, CellText text, Piece piece, List<List<Piece>> rest)
            throws CellFailedException {
        var evaluated = eval(run, text, piece);
        if (evaluated.isRejected()) {
            var problems = complaints.on(evaluated, piece);
            throw new CellFailedException(
                    failures.compilation(text, complaints.andOn(rest, piece, problems), complaints::advice));
        }
        return ended(run, evaluated);
    }

    private Evaluated eval(CellRun run, CellText text, Piece piece) {
        return session.eval(run, piece.source(), text.name(), text.lineOf(piece.offset()));
    }

    private Evaluated ended(CellRun run, Evaluated evaluated) throws CellFailedException {
        var thrown = evaluated.outcome().thrown();
        if (thrown instanceof SPIResolutionException) {
            throw new CellFailedException(failures.unresolved(complaints.onUnresolved(evaluated), thrown));
        }
        if (thrown != null) {
            throw new CellFailedException(failures.thrown(run, thrown));
        }
        return evaluated;
    }

    /** Says which of the cell's declarations can't be used yet, and what they lack. */
    private void noteUnresolved(CellRun run, List<DeclarationSnippet> declared) {
        for (var snippet : declared) {
            var status = session.ask(shell -> shell.status(snippet));
            if (status == Status.RECOVERABLE_DEFINED || status == Status.RECOVERABLE_NOT_DEFINED) {
                run.output()
                        .stderr(Complaints.name(snippet) + " is declared, but can't be used before "
                                + complaints.lacking(snippet) + " is declared too.\n");
            }
        }
    }

    private static boolean isResult(Evaluated last, Piece end) {
        if (end.kind() == SnippetKind.STATEMENT && end.source().startsWith("return")) {
            return last.outcome().value() != null; // Old notebooks give their results so.
        }
        var own = last.own();
        var snippet = own.isEmpty() ? null : own.get(own.size() - 1).snippet();
        return !end.endsWithSemicolon()
                && snippet != null
                && (snippet.source().contains(CellSplitter.ANSWER)
                        || snippet.kind() == Snippet.Kind.EXPRESSION
                        || snippet.subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND);
    }
}
