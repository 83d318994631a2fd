package org.forkbook.kernel.jshell;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileManager;
import jdk.jshell.ImportSnippet;
import jdk.jshell.JShell;
import jdk.jshell.PersistentSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.display.Rendering;
import org.forkbook.kernel.execution.CellRun;
import org.forkbook.kernel.execution.CellThread;
import org.forkbook.kernel.execution.Interpreter.Completion;
import org.forkbook.kernel.introspection.Completions;
import org.forkbook.kernel.introspection.Inspection;
import org.forkbook.kernel.introspection.IntersectionTypes;
import org.forkbook.kernel.introspection.SourceArchives;
import org.forkbook.kernel.introspection.TimeLimitedQuery;
import org.forkbook.kernel.jshell.ClassVersions.Version;
import org.forkbook.kernel.jshell.VariableStore.Lost;
import org.forkbook.kernel.source.CellFragment;
import org.forkbook.kernel.source.CellLines;
import org.forkbook.kernel.source.CellSplitter;
import org.forkbook.kernel.source.CompileProblem;
import org.forkbook.kernel.source.JavaTokens;
import org.forkbook.kernel.source.RecordConstructors;
import org.forkbook.kernel.source.SourceRewrite;
import org.forkbook.kernel.source.SyntaxCheck;
import org.jspecify.annotations.Nullable;

/**
 * JShell session of a notebook, with the notebook's imports, and the record of which snippet is where in which cell.
 *
 * <p>JShell isn't thread-safe: a lock guards it, which is free while user code runs.
 */
public final class NotebookSession implements AutoCloseable {

    /** The imports of every notebook: JShell's DEFAULT start-up, time, the library, and the display functions. */
    static final List<String> IMPORTS = List.of(
            // JShell knows them all by the first: a cell that imports that one again puts itself in their place.
            "org.forkbook.kernel.jshell.NotebookSession",
            "static org.forkbook.kernel.execution.Input.*",
            "java.io.*",
            "java.math.*",
            "java.net.*",
            "java.nio.file.*",
            "java.util.*",
            "java.util.concurrent.*",
            "java.util.function.*",
            "java.util.prefs.*",
            "java.util.regex.*",
            "java.util.stream.*",
            "java.time.*",
            "org.forkbook.multiprocessing.*",
            "org.forkbook.multiprocessing.connection.*",
            "org.forkbook.multiprocessing.errors.*",
            "org.forkbook.multiprocessing.locks.*",
            "org.forkbook.multiprocessing.manager.*",
            "org.forkbook.multiprocessing.monitor.*",
            "org.forkbook.multiprocessing.pool.*",
            "org.forkbook.multiprocessing.queue.*",
            "org.forkbook.multiprocessing.shared.*",
            "org.forkbook.experiment.*",
            "static org.dflib.jjava.kernel.JavaNotebookStatics.*",
            // These are inherited by the last, but javac finds them here first: JJava's classes are not loaded for
            // them.
            "static org.forkbook.kernel.display.Display.*");

    private static final String PROCESSORS = "META-INF/services/javax.annotation.processing.Processor";

    private static final long MOST_MILLIS_FOR_A_QUESTION = 20_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch indexing = new CountDownLatch(1);
    private final NotebookClasses classes;
    private final CellThread thread;
    private final CellExecutionControl control;
    private final VariableStore variables;
    private final JShell plain;
    private Set<Snippet> ownImports = Set.of(); // Empty until shell() is first called; guarded by lock.
    private boolean closed; // guarded by lock
    private @Nullable State unfinished; // guarded by lock
    private final SourceCodeAnalysis analysis;
    private final BlockCompiler blocks;
    private final AtomicReference<JavaFileManager> files = new AtomicReference<>();
    private final SyntaxCheck syntax;
    private final IdentityHashMap<Snippet, Place> places = new IdentityHashMap<>();
    private final PostponedChecks checks = new PostponedChecks(places::put);
    private final IntersectionTypes intersections;
    private final Set<String> processorsTold = ConcurrentHashMap.newKeySet();
    private Place current = new Place("start-up", 1);

    /** The cell and the line on which a snippet starts. */
    record Place(String cell, int line) {}

    public NotebookSession(NotebookClasses classes, CellThread thread, String... compilerOptions) {
        this.classes = classes;
        syntax = new SyntaxCheck(List.of(compilerOptions));
        this.thread = thread;
        control = new CellExecutionControl(classes, thread);
        intersections = new IntersectionTypes(control::taken);
        variables = new VariableStore(classes.loader());
        plain = JShell.builder()
                .executionEngine(provider(), Map.of())
                .compilerOptions(compilerOptions)
                .fileManager(own -> {
                    var quiet = new IndexedJavaFiles(own, indexing, JarClasses.ofThisProcess());
                    files.set(quiet);
                    return quiet;
                })
                .build();
        analysis = plain.sourceCodeAnalysis();
        blocks = new BlockCompiler(
                plain, analysis, Objects.requireNonNull(files.get()), classes.compiled(), List.of(compilerOptions));
    }

    private ExecutionControlProvider provider() {
        return new ExecutionControlProvider() {
            @Override
            public String name() {
                return "forkbook";
            }

            @Override
            public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
                return control;
            }
        };
    }

    /**
     * JShell with the notebook's imports, created on first use: it is the slowest part of a kernel's start, and the
     * first cell may not need it. Called under the lock.
     */
    private JShell shell() {
        if (ownImports.isEmpty()) {
            // One snippet for all: each import on its own costs an analysis.
            plain.eval(IMPORTS.stream().map(NotebookSession::importing).collect(Collectors.joining(" ")));
            ownImports = Set.copyOf(plain.snippets().toList());
        }
        return plain;
    }

    /** The declaration of one of them. */
    static String importing(String name) {
        return "import " + name + ";";
    }

    /** Lets JShell index the class path in the background, for completion and for hints on missing imports. */
    public void allowIndexing() {
        indexing.countDown();
    }

    /** Uses JShell's analysis, under the lock. */
    public <T extends @Nullable Object> T analyse(Function<SourceCodeAnalysis, T> question) {
        lock.lock();
        try {
            shell();
            return question.apply(analysis);
        } finally {
            lock.unlock();
        }
    }

    /** The description of the name at a position of a cell; null when it is unknown. */
    @Nullable
    public DisplayData inspect(String code, int cursor, int detailLevel) {
        return ask(() -> inspection(analysis), inspection -> inspection.inspect(code, cursor, detailLevel));
    }

    /** The completions of the word at a position of a cell. */
    public Completion complete(String code, int cursor) {
        var found = ask(
                () -> new Completions(analysis, inspection(analysis), classes.loader()),
                completions -> completions.complete(code, cursor));
        return found == null ? new Completion(List.of(), cursor, cursor) : found;
    }

    /** Runs a query about arbitrary code under the lock. It has a time limit, because cells wait for the lock. */
    private <Q, T> @Nullable T ask(Supplier<Q> prepared, Function<Q, ? extends @Nullable T> question) {
        lock.lock();
        try {
            shell();
            var own = prepared.get(); // Must run here: only this thread holds the lock.
            return TimeLimitedQuery.ask(() -> question.apply(own), MOST_MILLIS_FOR_A_QUESTION);
        } finally {
            lock.unlock();
        }
    }

    private Inspection inspection(SourceCodeAnalysis own) {
        var declared = active().stream()
                .flatMap(snippet -> snippet instanceof PersistentSnippet named ? Stream.of(named) : Stream.of())
                .toList();
        return new Inspection(own, new SourceArchives(classes.loader()), declared, this::textOfValue);
    }

    /** A report of the variables that hold much memory. */
    public List<String> heapReport() {
        return HeapReport.of(variables.values());
    }

    private @Nullable String textOfValue(VarSnippet variable) {
        return variables.text(variable.name(), thread);
    }

    /** The fragments of a cell. */
    public List<CellFragment> split(String code) {
        lock.lock();
        try {
            return CellSplitter.split(code, analysis);
        } finally {
            lock.unlock();
        }
    }

    /** The syntax errors of a cell. */
    public List<CompileProblem> checkSyntax(List<CellFragment> fragments) {
        lock.lock();
        try {
            return syntax.check(fragments);
        } finally {
            lock.unlock();
        }
    }

    /** Why a declaration that waited for another was finally rejected; null when none of this name was. */
    @Nullable
    public String refusal(String name) {
        lock.lock();
        try {
            return checks.refusal(name);
        } finally {
            lock.unlock();
        }
    }

    /** Uses JShell, under the lock. */
    public <T extends @Nullable Object> T ask(Function<JShell, T> question) {
        lock.lock();
        try {
            return question.apply(shell());
        } finally {
            lock.unlock();
        }
    }

    /** The snippets that are alive. */
    public List<Snippet> active() {
        return ask(own -> own.snippets()
                .filter(snippet -> own.status(snippet).isActive()
                        && !(snippet instanceof PersistentSnippet named && IntersectionTypes.isOwnName(named.name())))
                .toList());
    }

    /** The names that snippets declare, and {@code import java.util.List} for their imports. */
    public Set<String> names() {
        return active().stream()
                .flatMap(snippet -> snippet instanceof ImportSnippet some
                        ? Stream.of("import " + (some.isStatic() ? "static " : "") + some.fullname())
                        : snippet instanceof PersistentSnippet named ? Stream.of(named.name()) : Stream.of())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Compiles one snippet, and declares what it declares; nothing of it runs.
     *
     * @param line the cell's line, from 1, on which it starts
     */
    public CompiledSnippet compile(String source, String cell, int line) {
        lock.lock();
        try {
            current = new Place(cell, line);
            var before = stateNow();
            var valid = before.declared().stream().filter(this::isValid).toList();
            var own = AnonymousClasses.rewritten(RecordConstructors.opened(source), syntax);
            var compiled = evaluated(() -> eval(own.text()), null).of(own);
            var others = compiled.givesNamesNewMeanings() ? affected(valid, before.versions()) : List.<Snippet>of();
            if (others.isEmpty()) {
                return compiled;
            }
            // Earlier code stays compiled and keeps the meaning of its names.
            takeBack(before);
            writeOutNames(others, before.versions());
            return evaluated(() -> eval(own.text()), null).of(own);
        } finally {
            lock.unlock();
        }
    }

    private List<SnippetEvent> eval(String source) {
        return intersections.eval(shell(), source, text -> checks.eval(shell(), text, current));
    }

    private boolean isValid(Snippet snippet) {
        return shell().status(snippet) == Snippet.Status.VALID;
    }

    /** The snippets that no longer compile, or compile to something else. */
    private List<Snippet> affected(List<Snippet> valid, Map<String, Version> before) {
        return valid.stream()
                .filter(snippet -> snippet.kind() != Snippet.Kind.IMPORT
                        && snippet.kind().isPersistent()
                        && (!isValid(snippet) || !isStill(before.get(nameInJShell(snippet)), snippet)))
                .toList();
    }

    private boolean isStill(@Nullable Version version, Snippet snippet) {
        return version == null || version.name().equals(wrapper(snippet));
    }

    /** Makes declarations keep the present meaning of their names. */
    private void writeOutNames(List<Snippet> snippets, Map<String, Version> versions) {
        evaluated(
                () -> {
                    var events = new ArrayList<SnippetEvent>();
                    for (var snippet : snippets) {
                        var source = hasOthersInItsSource(snippet) ? declaring((VarSnippet) snippet) : snippet.source();
                        var isLocal = JavaTokens.of(source).get(0).is("var");
                        declareAgain(snippet, blocks.withFullNames(source, !isLocal), events);
                    }
                    return events;
                },
                versions);
    }

    /**
     * Compiles statements directly; null when they don't compile, or only JShell can decide.
     *
     * @param line the cell's line, from 1, on which they start
     * @param gives whether they end with a return of a value that is the cell's
     */
    @Nullable
    public CompiledSnippet compileBlock(String source, String cell, int line, boolean gives) {
        lock.lock();
        try {
            var block = blocks.compile(source);
            if (block == null) {
                return null;
            }
            int count = 1 + (int) source.chars().filter(c -> c == '\n').count();
            classes.declare(block.classes(), CellLines.ofBlock(cell, line, block.firstLine(), count));
            return CompiledSnippet.ofBlock(block.call(), gives);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets JShell change the declarations, and takes the compiled classes.
     *
     * @param earlier the versions to come back to; null when this is for something new
     */
    private CompiledSnippet evaluated(Supplier<List<SnippetEvent>> change, @Nullable Map<String, Version> earlier) {
        var before = classes.versions();
        control.taken();
        var events = change.get();
        var calls = control.taken();
        for (var event : events) {
            if (isGone(event) && !shell().status(event.snippet()).isDefined()) {
                declareWithoutValue((VarSnippet) event.snippet());
            }
        }
        var own = earlier != null
                ? Set.<Snippet>of()
                : events.stream()
                        .filter(NotebookSession::isOwn)
                        .map(SnippetEvent::snippet)
                        .filter(snippet -> snippet instanceof VarSnippet)
                        .collect(Collectors.toSet());
        settle(own, earlier == null ? before : withNewNames(earlier, events));
        var types = new LinkedHashMap<String, String>();
        var held = new LinkedHashMap<String, String>();
        var wrappers = new HashSet<String>();
        declared().filter(snippet -> snippet.kind().isPersistent()).forEach(snippet -> {
            wrappers.add(nameInJShell(snippet));
            if (snippet instanceof TypeDeclSnippet type && !variables.isLatest(type.name(), wrapper(snippet))) {
                types.put(type.name(), wrapper(snippet));
            } else if (snippet instanceof VarSnippet variable
                    && (own.contains(snippet) || variables.isElsewhere(variable.name(), wrapper(snippet)))) {
                held.put(variable.name(), wrapper(snippet));
            }
        });
        classes.retain(wrappers);
        return new CompiledSnippet(
                events,
                calls.stream()
                        .map(call -> new CompiledSnippet.Call(classes.nameOf(call.className()), call.methodName()))
                        .toList(),
                types,
                held,
                false,
                before,
                SourceRewrite.NONE);
    }

    /**
     * The versions, also by the names of their replacements: methods whose parameter types are written differently.
     */
    private Map<String, Version> withNewNames(Map<String, Version> versions, List<SnippetEvent> events) {
        var all = new HashMap<>(versions);
        for (var event : events) {
            var cause = event.causeSnippet();
            var version = versions.get(nameInJShell(event.snippet()));
            if (cause != null && version != null && event.status() == Snippet.Status.OVERWRITTEN) {
                all.putIfAbsent(nameInJShell(cause), version);
            }
        }
        return all;
    }

    private static boolean isOwn(SnippetEvent event) {
        return event.causeSnippet() == null;
    }

    private static boolean isGone(SnippetEvent event) {
        return event.snippet() instanceof VarSnippet
                && event.causeSnippet() != null
                && event.previousStatus().isDefined()
                && event.status() == Snippet.Status.RECOVERABLE_NOT_DEFINED;
    }

    /** A snapshot of the declarations. */
    public record State(List<Snippet> declared, Map<String, Version> versions) {}

    /** Takes a snapshot of the declarations. */
    public State state(CellRun run) {
        var left = unfinished();
        if (left != null) { // There wasn't even memory for that.
            restore(run, left);
        }
        lock.lock();
        try {
            return stateNow();
        } finally {
            lock.unlock();
        }
    }

    private State stateNow() {
        return new State(ownImports.isEmpty() ? List.of() : active(), classes.versions());
    }

    private @Nullable State unfinished() {
        lock.lock();
        try {
            return unfinished;
        } finally {
            lock.unlock();
        }
    }

    /** Rolls back all later declarations, none of which has run: the earlier ones are current again. */
    public List<Lost> restore(CellRun run, State state) {
        CompiledSnippet restored;
        lock.lock();
        try {
            unfinished = state;
            restored = takeBack(state);
            unfinished = null;
        } finally {
            lock.unlock();
        }
        return moveBack(run, restored);
    }

    /**
     * Moves values back to the variables' earlier fields: migrated where classes have changed, or else as they are.
     */
    private List<Lost> moveBack(CellRun run, CompiledSnippet restored) {
        try {
            return control.callAfter(run, () -> variables.move(restored.types(), restored.variables()));
        } catch (Throwable e) { // User code runs in there; values that fit are kept all the same.
            return variables.moveAsTheyAre(restored.types(), restored.variables());
        }
    }

    private CompiledSnippet takeBack(State state) {
        classes.drop();
        var before = Set.copyOf(state.declared());
        var added = active().stream()
                .filter(snippet -> snippet.kind().isPersistent() && !before.contains(snippet))
                .filter(snippet -> !ownImports.contains(snippet)) // The first cell's state was taken before them.
                .toList();
        var replaced = state.declared().stream()
                .filter(snippet -> snippet.kind().isPersistent()
                        && !shell().status(snippet).isActive())
                .toList();
        return restore(state.versions(), replaced, added);
    }

    /** Rolls back declarations that have not run: the earlier ones are current again. */
    public List<Lost> undo(CellRun run, CompiledSnippet compiled) {
        CompiledSnippet restored;
        lock.lock();
        try {
            var replaced = compiled.events().stream()
                    .filter(event -> event.status() == Snippet.Status.OVERWRITTEN)
                    .map(SnippetEvent::snippet)
                    .toList();
            var added = compiled.own().stream().map(SnippetEvent::snippet).toList();
            restored = restore(compiled.before(), replaced, added);
        } finally {
            lock.unlock();
        }
        return moveBack(run, restored);
    }

    private CompiledSnippet restore(Map<String, Version> versions, List<Snippet> replaced, List<Snippet> added) {
        var names = replaced.stream().map(this::nameInJShell).collect(Collectors.toSet());
        return evaluated(
                () -> {
                    var events = new ArrayList<SnippetEvent>();
                    for (var snippet : added) {
                        if (shell().status(snippet).isActive() && !names.contains(nameInJShell(snippet))) {
                            events.addAll(shell().drop(snippet));
                        }
                    }
                    var missing = new ArrayList<>(replaced);
                    while (missing.removeIf(snippet ->
                            !hasOthersInItsSource(snippet) && declareAgain(snippet, snippet.source(), events))) {}
                    for (var snippet : missing) { // Its initializer doesn't compile any more.
                        if (snippet instanceof VarSnippet variable) {
                            events.addAll(declareWithoutValue(variable));
                        }
                    }
                    return events;
                },
                versions);
    }

    private boolean declareAgain(Snippet snippet, String source, List<SnippetEvent> events) {
        var own = shell().eval(source);
        events.addAll(own);
        var place = places.get(snippet);
        for (var event : own) {
            if (isOwn(event) && event.status() == Snippet.Status.REJECTED) {
                return false;
            }
            if (isOwn(event) && place != null) {
                places.put(event.snippet(), place);
            }
        }
        return true;
    }

    /** Whether it is one of {@code int a, b;}: the others may have been declared again since. */
    private boolean hasOthersInItsSource(Snippet snippet) {
        return snippet instanceof VarSnippet variable
                && shell().snippets()
                        .anyMatch(other -> other instanceof VarSnippet some
                                && some.source().equals(variable.source())
                                && !some.name().equals(variable.name()));
    }

    /**
     * Declares a variable whose declaration no longer compiles: its value may still fit. Type arguments that don't
     * compile are dropped.
     */
    private List<SnippetEvent> declareWithoutValue(VarSnippet variable) {
        var events = shell().eval(declaring(variable));
        var erased = isRejected(events) ? variables.erasedType(variable.name()) : null;
        return erased == null ? events : shell().eval(erased + " " + variable.name() + ";");
    }

    private static boolean isRejected(List<SnippetEvent> events) {
        return events.stream().anyMatch(event -> isOwn(event) && event.status() == Snippet.Status.REJECTED);
    }

    /** The source that declares a variable, and gives it no value. */
    private static String declaring(VarSnippet variable) {
        return variable.typeName() + " " + variable.name() + ";";
    }

    /** A variable's value. */
    @Nullable
    public Object value(VarSnippet variable) {
        lock.lock();
        try {
            return variables.value(wrapper(variable), variable.name());
        } finally {
            lock.unlock();
        }
    }

    private String wrapper(Snippet snippet) {
        return classes.nameOf(nameInJShell(snippet));
    }

    private String nameInJShell(Snippet snippet) {
        return analysis.wrapper(snippet).fullClassName();
    }

    /**
     * The outcome of a snippet: its value, what it threw, and which variables have lost their values.
     *
     * @param isTakenBack whether what it declares was taken back
     */
    public record Outcome(@Nullable Object value, @Nullable Throwable thrown, List<Lost> lost, boolean isTakenBack) {

        public static final Outcome NOTHING = new Outcome(null, null, List.of(), false);
    }

    /** Runs what was compiled. */
    public Outcome run(CellRun run, CompiledSnippet compiled) {
        var lost = List.<Lost>of();
        Object value = null;
        try {
            if (!compiled.types().isEmpty() || !compiled.moved().isEmpty()) {
                lost = control.call(run, () -> variables.move(compiled.types(), compiled.moved()));
            }
        } catch (Throwable e) { // User code runs in there; or there is no memory for it.
            return new Outcome(null, e, undo(run, compiled), true);
        }
        try {
            for (var call : compiled.calls()) {
                if (compiled.isStatement()) {
                    run.runs(call.className());
                }
                value = control.run(run, call);
            }
            compiled.declared().forEach(variables::holds);
        } catch (Throwable e) { // A cell can fail in any way; what it throws is its outcome.
            return new Outcome(null, e, lost, false);
        }
        return new Outcome(value, null, lost, false);
    }

    /** Adopts compiled code without running it: variables of other snippets move to their new classes. */
    public List<Lost> takeOver(CellRun run, CompiledSnippet compiled) {
        // A rollback in between may have changed them again.
        var types = new HashMap<String, String>();
        var moved = new HashMap<String, String>();
        lock.lock();
        try {
            declared().forEach(snippet -> {
                if (snippet instanceof TypeDeclSnippet type && compiled.types().containsKey(type.name())) {
                    types.put(type.name(), wrapper(snippet));
                } else if (snippet instanceof VarSnippet variable
                        && compiled.moved().containsKey(variable.name())) {
                    moved.put(variable.name(), wrapper(snippet));
                }
            });
        } finally {
            lock.unlock();
        }
        try {
            return control.callAfter(run, () -> variables.move(types, moved));
        } catch (Throwable e) { // User code runs in there; the cell has failed already.
            return undo(run, compiled);
        }
    }

    /** Compiles a snippet that declares nothing, without running it, for the compiler's messages. */
    public CompiledSnippet check(String source) {
        lock.lock();
        try {
            return CompiledSnippet.ofChecked(shell().eval(source));
        } finally {
            control.taken();
            classes.drop();
            lock.unlock();
        }
    }

    /**
     * Adds jars and folders to the class path of the compiler and the notebook's loader; known ones are skipped.
     *
     * @return whether there was anything new
     */
    public boolean addToClassPath(List<Path> paths) {
        lock.lock();
        try {
            var known = Set.copyOf(addedClassPath());
            var joined = paths.stream()
                    .map(path -> path.toAbsolutePath().normalize())
                    .filter(path -> !known.contains(path))
                    .distinct()
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
            if (!joined.isEmpty()) {
                shell().addToClasspath(joined);
                blocks.renew();
                Rendering.classPathHasGrown();
            }
            return !joined.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the jars have extensions for notebooks, perhaps new ones. */
    public boolean hasNewExtensions() {
        return classes.loader().findResource("META-INF/services/org.dflib.jjava.jupyter.Extension") != null;
    }

    /** The added jars and folders that contain annotation processors and were not reported before. */
    public List<String> untoldProcessors() throws IOException {
        return Collections.list(classes.loader().findResources(PROCESSORS)).stream()
                .map(URL::toString)
                .filter(processorsTold::add)
                .map(place -> place.substring(0, place.indexOf(PROCESSORS)).replaceAll("!?/*$", ""))
                .map(place -> place.substring(place.lastIndexOf('/') + 1))
                .toList();
    }

    /** The added jars and folders, in order. */
    public List<Path> addedClassPath() {
        return classes.addedClassPath().stream().map(Path::of).toList();
    }

    /** Makes JShell itself ready, for cells that declare something; nothing once this is closed. */
    public void prepare() {
        lock.lock();
        try {
            if (!closed) {
                shell();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Drops what cells have declared under these names. */
    public void forget(String... names) {
        var wanted = List.of(names);
        lock.lock();
        try {
            if (ownImports.isEmpty()) {
                return; // Nothing has been declared.
            }
            for (var snippet : active()) {
                if (snippet instanceof PersistentSnippet named && wanted.contains(named.name())) {
                    plain.drop(snippet);
                    variables.forget(named.name());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void settle(Set<Snippet> own, Map<String, Version> earlier) {
        if (classes.hasWaiting()) {
            Map<String, Snippet> byWrapper =
                    declared().collect(Collectors.toMap(this::nameInJShell, s -> s, (first, second) -> second));
            classes.settle(
                    wrapper -> lines(byWrapper.get(wrapper)), wrapper -> own.contains(byWrapper.get(wrapper)), earlier);
        }
    }

    private Stream<Snippet> declared() {
        return shell().snippets()
                .filter(snippet -> snippet.kind() != Snippet.Kind.IMPORT
                        && shell().status(snippet).isDefined());
    }

    private @Nullable CellLines lines(@Nullable Snippet snippet) {
        if (snippet == null) {
            return null;
        }
        var place = places.computeIfAbsent(snippet, unknown -> current);
        return CellLines.of(analysis.wrapper(snippet), place.cell(), place.line());
    }

    @Override
    public void close() {
        allowIndexing(); // Otherwise the indexing thread, which all sessions share, would wait forever.
        lock.lock();
        try {
            closed = true;
            plain.close();
        } finally {
            lock.unlock();
        }
    }
}
