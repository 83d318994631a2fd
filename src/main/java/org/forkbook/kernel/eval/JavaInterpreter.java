package org.forkbook.kernel.eval;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.forkbook.kernel.display.Display;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.multiprocessing.Frontend;
import org.jspecify.annotations.Nullable;

/**
 * Java in a notebook: JShell in this process, one for the kernel's life.
 *
 * <p>Safe for many threads: a cell can be executed, and questions answered, while another cell runs.
 */
public final class JavaInterpreter implements Interpreter {

    private static final int INDEX_DELAY_SECONDS = 3;

    private final NotebookClasses classes =
            new NotebookClasses(new NotebookClassLoader(JavaInterpreter.class.getClassLoader()));
    private final CellThread thread = new CellThread(classes.loader());
    private final Failures failures = new Failures();
    private final Set<CellRun> running = ConcurrentHashMap.newKeySet();
    private final CellMagics magics = new CellMagics(thread, failures);
    private final AtomicBoolean hasRun = new AtomicBoolean();
    private final AtomicBoolean hasIndexed = new AtomicBoolean();
    private final StandardStreams streams;
    private @Nullable Session session; // guarded by this

    private JavaInterpreter(StandardStreams streams) {
        this.streams = streams;
        Frontend.install(new CellFrontend(classes));
        Display.install(CellRun::ofThread);
        Thread.setDefaultUncaughtExceptionHandler(this::uncaught);
    }

    /** Opens an interpreter, which takes over the standard streams of the process until it is closed. */
    public static JavaInterpreter open() {
        return new JavaInterpreter(StandardStreams.install());
    }

    /** What ends a thread that a cell has started is told under that cell; how a kernel's own thread ends, as ever. */
    private void uncaught(Thread threadOfCell, Throwable thrown) {
        if (!(thrown instanceof CellInterruptedError || thrown instanceof CellExitError)) {
            System.err.print(failures.ofThread(threadOfCell, thrown));
        }
    }

    private synchronized Session session() {
        var own = session;
        if (own == null) {
            own = new Session(classes, thread);
            session = own;
        }
        return own;
    }

    private synchronized @Nullable Session started() {
        return session;
    }

    @Override
    public void warmUp() {
        WarmUp.run(session(), thread, failures, hasRun::get);
    }

    @Override
    public Result execute(Cell cell, CellOutput output) {
        var text = new CellText(CellText.nameOf(cell.executionCount()), cell.code());
        failures.remember(text);
        var run = new CellRun(text.name(), output);
        hasRun.set(true);
        running.add(run);
        run.enter();
        try {
            var evaluator = new Evaluator(session(), thread, failures);
            var value = magics.evaluate(evaluator, session(), run, text);
            return new Result(
                    cell.silent() ? null : value, null, expressions(evaluator, run, cell.userExpressions()), List.of());
        } catch (CellFailedException e) {
            return new Result(null, e.failure(), Map.of(), List.of());
        } finally {
            running.remove(run);
            output.flush();
            if (hasIndexed.compareAndSet(false, true)) {
                var index = CompletableFuture.delayedExecutor(INDEX_DELAY_SECONDS, TimeUnit.SECONDS);
                index.execute(() -> session().allowIndexing());
            }
        }
    }

    private static Map<String, ExpressionResult> expressions(
            Evaluator evaluator, CellRun run, Map<String, String> wanted) {
        var results = new HashMap<String, ExpressionResult>();
        wanted.forEach((name, code) -> {
            try {
                results.put(name, new ExpressionResult(evaluator.evaluate(run, new CellText(name, code)), null));
            } catch (CellFailedException e) {
                results.put(name, new ExpressionResult(null, e.failure()));
            }
        });
        return results;
    }

    @Override
    public void interrupt() {
        // A copy: an interrupt is for the cells that run now, not for one that starts meanwhile.
        List.copyOf(running).forEach(thread::interrupt);
    }

    @Override
    public Completion complete(String code, int cursor) {
        session().allowIndexing();
        return session().analyse(analysis -> new Completions(analysis).complete(code, cursor));
    }

    @Override
    public @Nullable DisplayData inspect(String code, int cursor, int detailLevel) {
        return session().analyse(analysis -> new Inspection(analysis).inspect(code, cursor));
    }

    @Override
    public Completeness isComplete(String code) {
        return Completenesses.of(code, session());
    }

    @Override
    public void close() {
        hasIndexed.set(true);
        Optional.ofNullable(started()).ifPresent(Session::close);
        Thread.setDefaultUncaughtExceptionHandler(null);
        Display.install(null);
        streams.close();
        thread.close();
    }
}
