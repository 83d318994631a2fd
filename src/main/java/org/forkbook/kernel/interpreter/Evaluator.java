package org.forkbook.kernel.interpreter;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.SPIResolutionException;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.display.Rendering;
import org.forkbook.kernel.errors.CompileErrors;
import org.forkbook.kernel.errors.Tracebacks;
import org.forkbook.kernel.execution.CellAbandonedError;
import org.forkbook.kernel.execution.CellFailedException;
import org.forkbook.kernel.execution.CellInterruptedError;
import org.forkbook.kernel.execution.CellRun;
import org.forkbook.kernel.execution.CellThread;
import org.forkbook.kernel.execution.Interpreter;
import org.forkbook.kernel.history.CellHistory;
import org.forkbook.kernel.jshell.CompiledSnippet;
import org.forkbook.kernel.jshell.NotebookSession;
import org.forkbook.kernel.jshell.NotebookSession.Outcome;
import org.forkbook.kernel.jshell.VariableStore.Lost;
import org.forkbook.kernel.magic.CellPart;
import org.forkbook.kernel.magic.MagicContext;
import org.forkbook.kernel.magic.MagicFailedException;
import org.forkbook.kernel.magic.Magics;
import org.forkbook.kernel.source.CellFragment;
import org.forkbook.kernel.source.CellSplitter;
import org.forkbook.kernel.source.CellText;
import org.forkbook.kernel.source.MovedClasses;
import org.forkbook.kernel.source.SnippetKind;
import org.forkbook.kernel.source.SnippetNames;
import org.forkbook.usercode.ExceptionDescription;
import org.jspecify.annotations.Nullable;

/**
 * Evaluator of a cell, which is a list of parts: magics, and Java. It compiles all of a part's Java first, so that
 * nothing of it runs if anything is wrong, and then runs it fragment by fragment, up to its result or its first error.
 */
final class Evaluator {

    /** Words that may change what the rest of the cell can use: cells with them are compiled as they run. */
    private static final Set<String> CHANGING_THE_CLASS_PATH = Set.of(
            "getKernelInstance",
            "addMavenDependency",
            "addMavenDependencies",
            "addToClasspath",
            "lineMagic",
            "cellMagic",
            "applyLineMagic",
            "applyCellMagic",
            "addJars",
            "loadFromPOM",
            "dependency");

    private final NotebookSession session;
    private final CellThread thread;
    private final Tracebacks tracebacks;
    private final CompileErrors errors;
    private final CellCompiler compiler;
    private final Magics magics;
    private final CellHistory history;
    private final boolean hidesWhatEndsWithSemicolon;

    /**
     * @param history what magics look into
     * @param hidesWhatEndsWithSemicolon whether an expression with a semicolon after it is a statement without a result
     */
    Evaluator(
            NotebookSession session,
            CellThread thread,
            Tracebacks tracebacks,
            Magics magics,
            CellHistory history,
            boolean hidesWhatEndsWithSemicolon) {
        this.magics = magics;
        this.history = history;
        this.hidesWhatEndsWithSemicolon = hidesWhatEndsWithSemicolon;
        this.session = session;
        this.thread = thread;
        this.tracebacks = tracebacks;
        errors = new CompileErrors(session);
        compiler = new CellCompiler(session, tracebacks, errors);
    }

    /** Runs a cell and returns the rendered value of its last part, or null when that has none. */
    @Nullable
    DisplayData evaluate(CellRun run, CellText cell) throws CellFailedException {
        DisplayData value = null;
        var text = new CellText(cell.name(), AssignedMagics.asCalls(cell.code()));
        for (var part : MagicSyntax.parts(text.code())) {
            value = part.magic() == null
                    ? evaluateJava(run, new CellText(text.name(), part.text()))
                    : runMagic(run, part, text);
        }
        return value;
    }

    private @Nullable DisplayData runMagic(CellRun run, CellPart part, CellText cell) throws CellFailedException {
        var isCell = MagicSyntax.isCellMagic(cell.code());
        var context = context(run, cell);
        try {
            // A magic that runs Java comes back to this thread's caller; only what is slow by itself leaves it.
            return magics.called(part, isCell).isSlow()
                    ? thread.call(run, () -> magics.run(part, isCell, context))
                    : magics.run(part, isCell, context);
        } catch (CellFailedException e) {
            throw e;
        } catch (MagicFailedException e) {
            var message = Objects.requireNonNullElse(e.getMessage(), "");
            throw new CellFailedException(new Interpreter.Failure(
                    "MagicFailed", message, message.lines().toList()));
        } catch (Throwable e) { // Whatever a magic throws ends the cell, not the kernel.
            throw new CellFailedException(tracebacks.thrown(run, e));
        }
    }

    /** The notebook as a cell's magics see it. */
    MagicContext context(CellRun run, CellText cell) {
        return new CellContext(this, session, run, cell);
    }

    CellThread thread() {
        return thread;
    }

    CellHistory history() {
        return history;
    }

    /** Keeps a cell's text, for the tracebacks of what it defines. */
    void remember(CellText cell) {
        tracebacks.remember(cell);
    }

    /** Runs Java and returns the rendered value of its last expression, or null when there is none. */
    @Nullable
    DisplayData evaluateJava(CellRun run, CellText cell) throws CellFailedException {
        var text = new CellText(cell.name(), MovedClasses.renamed(cell.code()));
        try {
            var pieces = session.split(text.code());
            if (pieces.isEmpty()) {
                return null;
            }
            var written = pieces.get(pieces.size() - 1);
            var end = written.last();
            pieces.set(pieces.size() - 1, end);
            compiler.checkSyntax(text, pieces, end);
            var groups = DeclarationOrder.of(CellSplitter.group(pieces));
            var steps = new ArrayList<CompiledSnippet>();
            Outcome outcome;
            if (changesTheClassPath(pieces)) {
                outcome = Outcome.NOTHING;
                for (var fragment : pieces) { // One by one: later fragments may need what was added.
                    var some = compiler.compile(run, text, List.of(List.of(fragment)));
                    steps.addAll(some);
                    outcome = run(run, some);
                }
            } else {
                steps.addAll(compiler.compile(run, text, groups));
                outcome = run(run, steps);
            }
            noteUnresolved(run, steps);
            var value = outcome.value();
            run.gave(value);
            // The return values of printf(..) and of a map's put(..) are not results.
            var hidden = value == System.out
                    || value == System.err
                    || ((value == null || hidesWhatEndsWithSemicolon) && written.endsWithSemicolon());
            return !hidden && isResult(steps.get(steps.size() - 1), end, value)
                    ? thread.call(run, () -> run.isLastDisplayId(value) ? null : Rendering.of(value))
                    : null;
        } catch (CellFailedException e) {
            throw e;
        } catch (Throwable e) { // javac and user code can throw anything; the kernel must answer all the same.
            throw new CellFailedException(tracebacks.thrown(run, e));
        }
    }

    private static boolean changesTheClassPath(List<CellFragment> pieces) {
        return pieces.size() > 1
                && pieces.stream()
                        .anyMatch(fragment ->
                                CompileErrors.words(fragment).stream().anyMatch(CHANGING_THE_CLASS_PATH::contains));
    }

    /** Runs all steps, or those up to the first that throws; variables of the others are as they were before the cell. */
    private Outcome run(CellRun run, List<CompiledSnippet> steps) throws CellFailedException {
        var outcome = Outcome.NOTHING;
        var lost = new ArrayList<Lost>();
        for (int i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            outcome = session.run(run, step);
            lost.addAll(outcome.lost());
            var thrown = outcome.thrown();
            if (thrown != null) {
                tell(run, lost);
                leave(run, steps.subList(outcome.isTakenBack() ? i + 1 : i, steps.size()));
                throw new CellFailedException(failure(run, thrown));
            }
            lost.removeIf(variable -> step.declared().containsKey(variable.name())); // It has a new value now.
        }
        tell(run, lost);
        return outcome;
    }

    private Interpreter.Failure failure(CellRun run, Throwable thrown) {
        ExceptionDescription description;
        try {
            description = tracebacks.describe(run, thrown);
        } catch (CellInterruptedError | CellAbandonedError e) {
            return tracebacks.interrupted(ExceptionDescription.of(e));
        }
        if (thrown instanceof SPIResolutionException unresolved) {
            return tracebacks.unresolved(errors.onUnresolved(unresolved), description);
        }
        var failure = tracebacks.thrown(run, description, () -> heapReport(run));
        // A check that calls a student's method reports what that threw; only here is the missing name known.
        var missing = description
                .chain()
                .filter(each -> each.thrown() instanceof SPIResolutionException)
                .findFirst();
        return missing.isEmpty()
                ? failure
                : failure.replacing(
                        "SPIResolutionException: " + missing.get().message(),
                        errors.onUnresolved(
                                (SPIResolutionException) missing.get().thrown()));
    }

    private List<String> heapReport(CellRun run) {
        try {
            return thread.call(run, session::heapReport); // It asks collections, which may be the user's own.
        } catch (Throwable e) { // There is not even memory for this, or a collection can't be inspected.
            return List.of();
        }
    }

    /** Keeps the methods and types that a failed cell declares; removes its variables that have no value. */
    private void leave(CellRun run, List<CompiledSnippet> steps) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            var step = steps.get(i);
            var isVariable = step.own().stream().anyMatch(event -> event.snippet() instanceof VarSnippet);
            tell(run, isVariable ? session.undo(run, step) : session.takeOver(run, step));
        }
    }

    static void tell(CellRun run, List<Lost> lost) {
        lost.forEach(variable -> note(run, variable.toString()));
    }

    /** Notes which of the cell's declarations can't be used yet, and what they need. */
    private void noteUnresolved(CellRun run, List<CompiledSnippet> steps) {
        for (var step : steps) {
            for (var event : step.own()) {
                if (event.snippet() instanceof DeclarationSnippet snippet && isUnresolved(snippet)) {
                    note(
                            run,
                            SnippetNames.of(snippet) + " is declared, but can't be used before "
                                    + errors.lacking(snippet) + " is declared too.");
                }
            }
        }
    }

    private boolean isUnresolved(DeclarationSnippet snippet) {
        var status = session.ask(shell -> shell.status(snippet));
        return status == Status.RECOVERABLE_DEFINED || status == Status.RECOVERABLE_NOT_DEFINED;
    }

    /** Shows a note that is neither the cell's output nor an error: graders compare the text of the streams. */
    private static void note(CellRun run, String text) {
        run.output().display(DisplayData.text(text));
    }

    private static boolean isResult(CompiledSnippet last, CellFragment end, @Nullable Object value) {
        if (end.kind() == SnippetKind.STATEMENT && end.source().startsWith("return")) {
            return value != null; // Old notebooks return their results like this.
        }
        if (end.isMember() || end.kind() == SnippetKind.IMPORT || end.endsWithSemicolon()) {
            return false;
        }
        if (last.gives()) {
            return true;
        }
        var own = last.own();
        var snippet = own.isEmpty() ? null : own.get(own.size() - 1).snippet();
        return snippet != null
                && (snippet.source().contains(CellSplitter.ANSWER)
                        || snippet.kind() == Snippet.Kind.EXPRESSION
                        || snippet.subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND);
    }
}
