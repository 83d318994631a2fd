package org.forkbook.kernel.interpreter;

import java.util.Objects;
import java.util.function.Supplier;
import org.forkbook.kernel.execution.CellFailedException;
import org.forkbook.kernel.execution.CellRun;
import org.forkbook.kernel.magic.LiveNotebook;
import org.forkbook.kernel.magic.MagicContext;
import org.forkbook.kernel.magic.MagicFailedException;
import org.forkbook.kernel.magic.Magics;
import org.forkbook.kernel.source.CellText;
import org.jspecify.annotations.Nullable;

/** The notebook for code that asks for one, on behalf of the cell that its thread works for. */
final class RunningNotebook implements LiveNotebook {
    private final Supplier<Evaluator> evaluators;
    private final Magics magics;

    RunningNotebook(Supplier<Evaluator> evaluators, Magics magics) {
        this.evaluators = evaluators;
        this.magics = magics;
    }

    @Override
    public @Nullable Object evaluate(String cell) throws Exception {
        var run = run();
        run.gave(null);
        try {
            var shown = context().evaluateCell("eval", cell);
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
    public MagicContext context() {
        var run = run();
        return evaluators.get().context(run, new CellText(run.cell(), ""));
    }

    private static CellRun run() {
        return Objects.requireNonNull(CellRun.ofThread(), "no cell has run yet");
    }

    @Override
    public Magics magics() {
        return magics;
    }
}
