package org.forkbook.kernel.interpreter;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.forkbook.kernel.display.Display;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.errors.Tracebacks;
import org.forkbook.kernel.execution.CellExitError;
import org.forkbook.kernel.execution.CellFailedException;
import org.forkbook.kernel.execution.CellInterruptedError;
import org.forkbook.kernel.execution.CellOutput;
import org.forkbook.kernel.execution.CellRun;
import org.forkbook.kernel.execution.CellThread;
import org.forkbook.kernel.execution.CellTimeLimit;
import org.forkbook.kernel.execution.CellWork;
import org.forkbook.kernel.execution.CommonPoolThreads;
import org.forkbook.kernel.execution.Interpreter;
import org.forkbook.kernel.execution.NotebookClassLoader;
import org.forkbook.kernel.execution.StandardStreams;
import org.forkbook.kernel.history.CellHistory;
import org.forkbook.kernel.jshell.JarClasses;
import org.forkbook.kernel.jshell.NotebookClasses;
import org.forkbook.kernel.jshell.NotebookSession;
import org.forkbook.kernel.magic.FileNames;
import org.forkbook.kernel.magic.LiveNotebook;
import org.forkbook.kernel.magic.MagicCompletion;
import org.forkbook.kernel.magic.Magics;
import org.forkbook.kernel.settings.Settings;
import org.forkbook.kernel.source.CellText;
import org.forkbook.kernel.source.JavaTokens;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.forkbook.worker.launch.WarmWorkerPool;
import org.jspecify.annotations.Nullable;

/**
 * Interpreter of Java cells: JShell in this process, one session for the kernel's life.
 *
 * <p>Safe for many threads: cells can be executed, and completion and inspection work, while another cell runs.
 */
public final class JavaInterpreter implements Interpreter {

    /** The delay after a first cell that needed no JShell: the next one may. */
    private static final long PREPARE_DELAY_MILLIS = 100;

    private static final long INDEX_DELAY_MILLIS = 3_000;

    private final NotebookClasses classes =
            new NotebookClasses(new NotebookClassLoader(JavaInterpreter.class.getClassLoader()));
    private final CellThread thread = new CellThread(classes.loader());
    private final Tracebacks tracebacks = new Tracebacks(thread);
    private final Set<CellRun> running = ConcurrentHashMap.newKeySet();
    private final Magics magics = new Magics();
    private final CellHistory history;
    private final AtomicBoolean hasRun = new AtomicBoolean();
    private final AtomicBoolean hasIndexed = new AtomicBoolean();
    private final StandardStreams streams;
    private final Frontend frontend = new CellFrontend(classes, tracebacks);
    private final LiveNotebook notebook = new RunningNotebook(() -> evaluator(false), magics);
    private final SessionStartUp startUp;
    private final @Nullable Duration timeout;
    private final boolean isGraded;
    private final AtomicBoolean isSetUp = new AtomicBoolean();
    /** Whether this is the interpreter of a kernel, whose user will probably start workers and wants them ready. */
    private final AtomicBoolean preparesWorkers = new AtomicBoolean();

    private @Nullable NotebookSession session; // guarded by this

    private JavaInterpreter(StandardStreams streams, CellHistory history, Settings settings) {
        this.streams = streams;
        this.history = history;
        startUp = new SessionStartUp(settings);
        timeout = settings.timeout();
        isGraded = settings.graded();
        isSetUp.set(settings.isEmpty());
        Frontend.install(frontend);
        CommonPoolThreads.use(classes.loader());
        Display.install(CellRun::ofThread);
        LiveNotebook.install(notebook);
        Thread.setDefaultUncaughtExceptionHandler(this::uncaught);
        if (settings.spares() != null) {
            WarmWorkerPool.keep(settings.spares());
        }
        WarmWorkerPool.restWhile(() -> !running.isEmpty());
    }

    /**
     * Opens an interpreter, which takes over the standard streams of the process until it is closed.
     *
     * @param history what its magics look into
     * @param settings what its user has set
     */
    public static JavaInterpreter open(CellHistory history, Settings settings) {
        return new JavaInterpreter(StandardStreams.install(), history, settings);
    }

    /** Loads the classes that a first cell needs, on a background thread, while the process starts. */
    public static void preload() {
        ServiceThread.forTask(
                        "forkbook-preload",
                        () -> {
                            JarClasses.ofThisProcess();
                            NotebookClasses.preload();
                        },
                        FailureHandler.logging("The reading ahead"))
                .start();
    }

    /** Reports an uncaught exception of a cell's thread under that cell; of a kernel's own thread, as usual. */
    private void uncaught(Thread threadOfCell, Throwable thrown) {
        if (!(thrown instanceof CellInterruptedError || thrown instanceof CellExitError)) {
            var run = CellRun.ofThread();
            var text = tracebacks.ofThread(threadOfCell, thrown);
            if (run == null) {
                System.err.print(text);
            } else {
                run.output().uncaught(text);
            }
        }
    }

    private synchronized NotebookSession session() {
        var own = session;
        if (own == null) {
            own = new NotebookSession(classes, thread, startUp.compilerOptions());
            session = own;
        }
        return own;
    }

    private Evaluator evaluator(boolean hidesWhatEndsWithSemicolon) {
        return new Evaluator(session(), thread, tracebacks, magics, history, hidesWhatEndsWithSemicolon);
    }

    private synchronized @Nullable NotebookSession started() {
        return session;
    }

    @Override
    public void warmUp() {
        preparesWorkers.set(true);
        CompilerWarmUp.run(session(), evaluator(false), hasRun::get);
    }

    @Override
    public Result execute(Cell cell, CellOutput output) {
        var text = new CellText(CellText.nameOf(cell.executionCount()), cell.code());
        tracebacks.remember(text);
        var run = new CellRun(text.name(), isGraded ? new GradedOutput(output) : output, classes.loader());
        hasRun.set(true);
        running.add(run);
        run.enter();
        try {
            var evaluator = evaluator(isGraded);
            if (isSetUp.compareAndSet(false, true)) {
                startUp.run(notebook.context());
            }
            var value = evaluate(evaluator, run, text);
            var expressions = expressions(evaluator, run, cell.userExpressions());
            end(run);
            return new Result(cell.silent() ? null : value, null, expressions, run.payload());
        } catch (CellFailedException e) {
            return new Result(null, e.failure(), Map.of(), List.of());
        } finally {
            running.remove(run);
            run.leave();
            run.gave(null); // Threads may hold the run for long; its value is no longer needed.
            output.flush();
            if (preparesWorkers.get()) {
                WarmWorkerPool.prepare();
            }
            WarmWorkerPool.noteRest();
            if (hasIndexed.compareAndSet(false, true)) {
                after(PREPARE_DELAY_MILLIS, NotebookSession::prepare);
                after(INDEX_DELAY_MILLIS, NotebookSession::allowIndexing);
            }
        }
    }

    /**
     * Ends a run: an earlier interrupt is reported here; a later one is not for this run.
     *
     * @throws CellFailedException if it was interrupted, even if it succeeded: the cells queued after it must not run
     */
    private void end(CellRun run) throws CellFailedException {
        synchronized (running) {
            running.remove(run);
        }
        if (run.isInterrupted()) {
            throw new CellFailedException(tracebacks.thrown(run, new CellInterruptedError()));
        }
    }

    private void after(long millis, Consumer<NotebookSession> step) {
        // On its own thread: a cell can keep the common pool's busy.
        ServiceThread.forTask(
                        "forkbook-prepare",
                        () -> {
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
                            step.accept(session());
                        },
                        FailureHandler.logging("The preparation of the compiler"))
                .start();
    }

    @Override
    public void perform(Runnable deed) {
        var run = CellRun.after();
        if (run == null) {
            deed.run(); // No cell has run that could have deferred code.
            return;
        }
        running.add(run);
        try {
            thread.call(run, () -> {
                deed.run();
                return null;
            });
        } catch (Throwable e) { // Whatever a receiver throws, the next one is called.
            run.output()
                    .stderr(
                            run.isInterrupted()
                                    ? "A comm's receiver was interrupted.\n"
                                    : tracebacks.uncaught("a comm's receiver", e));
        } finally {
            running.remove(run);
            run.output().flush();
        }
    }

    @Override
    public @Nullable CellOutput outputOfThread() {
        var run = CellRun.ofThread();
        return run == null ? null : run.output();
    }

    private @Nullable DisplayData evaluate(Evaluator evaluator, CellRun run, CellText text) throws CellFailedException {
        if (timeout == null) {
            return orInterrupted(evaluator, run, text);
        }
        try (var limit = new CellTimeLimit(timeout, () -> thread.interrupt(run))) {
            try {
                return orInterrupted(evaluator, run, text);
            } catch (CellFailedException e) {
                throw limit.isReached() ? new CellFailedException(limit.failure()) : e;
            }
        }
    }

    /**
     * Evaluates a cell; if it is interrupted meanwhile, it ends as interrupted, however it reacts to the interrupt.
     */
    private @Nullable DisplayData orInterrupted(Evaluator evaluator, CellRun run, CellText text)
            throws CellFailedException {
        try {
            var value = evaluator.evaluate(run, text);
            if (!run.isInterrupted()) {
                return value;
            }
        } catch (CellFailedException e) {
            throw run.isInterrupted() ? new CellFailedException(tracebacks.afterInterrupt(e.failure())) : e;
        }
        throw new CellFailedException(tracebacks.thrown(run, new CellInterruptedError()));
    }

    private static Map<String, ExpressionResult> expressions(
            Evaluator evaluator, CellRun run, Map<String, String> wanted) {
        var results = new HashMap<String, ExpressionResult>();
        wanted.forEach((name, code) -> {
            try {
                results.put(name, new ExpressionResult(evaluator.evaluateJava(run, new CellText(name, code)), null));
            } catch (CellFailedException e) {
                results.put(name, new ExpressionResult(null, e.failure()));
            }
        });
        return results;
    }

    @Override
    public void interrupt() {
        Set<CellRun> meant;
        synchronized (running) {
            // A copy: an interrupt is for the cells that run now, not for one that starts meanwhile.
            meant = Set.copyOf(running);
            meant.forEach(CellRun::markInterrupted); // Before any of them can end: see end(..).
        }
        if (meant.isEmpty()) { // Then it is for deferred code of earlier cells.
            meant = CellWork.runs();
        }
        meant.forEach(thread::interrupt);
    }

    @Override
    public Completion complete(String code, int cursor) {
        var magic = code.indexOf('%') < 0 ? null : MagicCompletion.of(magics, code, cursor);
        if (magic != null) {
            var matches = magic.matches().stream().map(match -> new Match(match.text(), match.kind(), match.note()));
            return new Completion(matches.toList(), magic.start(), cursor);
        }
        var java = MagicSyntax.javaOf(code);
        var files = filesInText(java, cursor);
        if (files != null) {
            return files;
        }
        session().allowIndexing();
        return session().complete(java, cursor);
    }

    /** The files that complete the string literal at the cursor; null when there is no literal or no such file. */
    private static @Nullable Completion filesInText(String code, int cursor) {
        var tokens = JavaTokens.of(code.substring(0, cursor));
        var last = tokens.isEmpty() ? null : tokens.get(tokens.size() - 1);
        if (last == null || last.kind() != JavaTokens.Kind.LITERAL || last.end() < cursor || !last.isOpenText()) {
            return null;
        }
        var typed = last.text().substring(1);
        var names = FileNames.after(typed);
        return names.isEmpty()
                ? null
                : new Completion(
                        names.stream()
                                .map(name -> new Match(name, "path", null))
                                .toList(),
                        last.start() + 1 + typed.lastIndexOf('/') + 1,
                        cursor);
    }

    @Override
    public @Nullable DisplayData inspect(String code, int cursor, int detailLevel) {
        session().allowIndexing();
        return session().inspect(MagicSyntax.javaOf(code), cursor, detailLevel);
    }

    @Override
    public Set<String> names() {
        var names = session().names();
        names.addAll(magics.added());
        return names;
    }

    @Override
    public Completeness isComplete(String code) {
        try {
            return CompletenessCheck.of(code, session());
        } catch (RuntimeException | StackOverflowError e) { // Unfinished code can be anything.
            return new Completeness(Completeness.Status.UNKNOWN, "");
        }
    }

    @Override
    public void close() {
        hasIndexed.set(true);
        Optional.ofNullable(started()).ifPresent(NotebookSession::close);
        Thread.setDefaultUncaughtExceptionHandler(null);
        Display.install(null);
        LiveNotebook.install(null);
        Frontend.uninstall(frontend);
        CellRun.forget(classes.loader());
        WarmWorkerPool.restWhile(() -> false);
        streams.close();
        thread.close();
    }
}
