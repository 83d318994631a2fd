package org.forkbook.kernel.interpreter;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.forkbook.kernel.errors.CompileErrors;
import org.forkbook.kernel.errors.Tracebacks;
import org.forkbook.kernel.execution.CellFailedException;
import org.forkbook.kernel.execution.CellRun;
import org.forkbook.kernel.jshell.CompiledSnippet;
import org.forkbook.kernel.jshell.NotebookSession;
import org.forkbook.kernel.source.CellFragment;
import org.forkbook.kernel.source.CellSplitter;
import org.forkbook.kernel.source.CellText;
import org.forkbook.kernel.source.CompileProblem;
import org.jspecify.annotations.Nullable;

/** Compiler of a cell's fragments, which reports all that is wrong with them at once. */
final class CellCompiler {

    private final NotebookSession session;
    private final Tracebacks tracebacks;
    private final CompileErrors errors;

    CellCompiler(NotebookSession session, Tracebacks tracebacks, CompileErrors errors) {
        this.session = session;
        this.tracebacks = tracebacks;
        this.errors = errors;
    }

    void checkSyntax(CellText text, List<CellFragment> pieces, CellFragment end) throws CellFailedException {
        if (!end.isRunnable()) {
            throw new CellFailedException(tracebacks.compilation(text, errors.onSyntax(text, end), errors::advice));
        }
        if (pieces.size() > 1) { // A single fragment is checked when it is compiled.
            var problems = session.checkSyntax(pieces);
            if (!problems.isEmpty()) {
                throw new CellFailedException(tracebacks.compilation(text, problems, errors::advice));
            }
        }
    }

    /** Compiles the whole cell; if anything is wrong, nothing has changed, and all problems are reported. */
    List<CompiledSnippet> compile(CellRun run, CellText text, List<List<CellFragment>> groups)
            throws CellFailedException {
        var problems = new ArrayList<CompileProblem>();
        var failed = new HashSet<String>();
        var steps = new ArrayList<CompiledSnippet>();
        var isWhole = false;
        var before = session.state(run);
        try {
            for (var group : groups) {
                var own = compileGroup(text, group, steps);
                if (!own.isEmpty()) {
                    problems.addAll(CompileErrors.ownOf(own, failed));
                    group.forEach(fragment -> failed.addAll(CompileErrors.words(fragment)));
                }
            }
            isWhole = problems.isEmpty();
        } finally {
            if (!isWhole) { // Also when javac has failed.
                Evaluator.tell(run, session.restore(run, before));
            }
        }
        if (!problems.isEmpty()) {
            throw new CellFailedException(tracebacks.compilation(text, problems, errors::advice));
        }
        return steps;
    }

    /** Compiles fragments that belong together. Returns their problems, or adds to the steps if there are none. */
    private List<CompileProblem> compileGroup(CellText text, List<CellFragment> group, List<CompiledSnippet> steps) {
        var first = group.get(0);
        if (!first.isStatement() && !first.isAsking()) {
            return compileSingle(text, first, steps);
        }
        var block = CellSplitter.block(text.code(), group);
        var direct = compileBlock(text, group, block);
        if (direct != null) {
            steps.add(direct);
            return List.of();
        }
        var compiled = compile(text, block);
        if (!compiled.isRejected()) {
            steps.add(compiled);
            return List.of();
        }
        int last = group.size() - 1;
        if (group.get(last).isAsking()) { // Perhaps the expression has no value: then JShell evaluates it.
            var problems = new ArrayList<CompileProblem>();
            if (last > 0) {
                problems.addAll(compileGroup(text, group.subList(0, last), steps));
            }
            problems.addAll(compileSingle(text, group.get(last), steps));
            return problems;
        }
        var problems = errors.on(compiled, block);
        if (problems.stream().noneMatch(problem -> problem.code().equals("compiler.err.not.stmt"))) {
            return problems;
        }
        // "x + 1;" is valid in a notebook, but not in a block.
        var all = new ArrayList<CompileProblem>();
        group.forEach(statement -> all.addAll(compileSingle(text, statement, steps)));
        return all;
    }

    /** The direct path for statements that declare nothing and compile, as most statements of cells do. */
    private @Nullable CompiledSnippet compileBlock(CellText text, List<CellFragment> group, CellFragment block) {
        int line = text.lineOf(block.offset());
        var isAsking = group.get(group.size() - 1).isAsking();
        var direct = session.compileBlock(block.source(), text.name(), line, isAsking);
        if (direct == null && isAsking) { // Perhaps the expression has no value.
            direct = session.compileBlock(text.code().substring(block.offset()) + "\n;", text.name(), line, false);
        }
        return direct;
    }

    private List<CompileProblem> compileSingle(CellText text, CellFragment fragment, List<CompiledSnippet> steps) {
        var reserved = ReservedNames.problem(fragment);
        if (reserved != null) {
            return List.of(reserved);
        }
        CompiledSnippet compiled;
        try {
            compiled = compile(text, fragment);
        } catch (RuntimeException | Error e) {
            if (!CompileErrors.isOfCompiler(e)) {
                throw e;
            }
            return List.of(CompileErrors.onFailedCompiler(fragment, e));
        }
        if (compiled.isRejected()) {
            return errors.on(compiled, fragment);
        }
        steps.add(compiled);
        return List.of();
    }

    private CompiledSnippet compile(CellText text, CellFragment fragment) {
        return session.compile(fragment.source(), text.name(), text.lineOf(fragment.offset()));
    }
}
