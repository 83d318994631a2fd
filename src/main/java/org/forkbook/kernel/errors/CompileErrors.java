package org.forkbook.kernel.errors;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.PersistentSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.spi.SPIResolutionException;
import org.forkbook.kernel.jshell.CompiledSnippet;
import org.forkbook.kernel.jshell.NotebookSession;
import org.forkbook.kernel.source.CellFragment;
import org.forkbook.kernel.source.CellText;
import org.forkbook.kernel.source.CompileProblem;
import org.forkbook.kernel.source.JavaTokens;
import org.forkbook.kernel.source.JavaTokens.Kind;
import org.forkbook.kernel.source.SnippetKind;
import org.forkbook.kernel.source.SnippetNames;
import org.forkbook.kernel.source.SourceRewrite;
import org.forkbook.usercode.Causes;
import org.forkbook.usercode.UserCode;
import org.jspecify.annotations.Nullable;

/** Compile errors of a cell, in the cell's own lines, with hints. */
public final class CompileErrors {

    private static final Pattern NO_LOCATION = Pattern.compile("\\n\\s*location: class \\$?\\s*$");
    private static final Pattern UNKNOWN = Pattern.compile("symbol:\\s+(?:class|variable|method) ([\\p{L}\\p{N}_$]+)");

    private final NotebookSession session;

    public CompileErrors(NotebookSession session) {
        this.session = session;
    }

    /** The problems of a fragment that JShell rejected. */
    public List<CompileProblem> on(CompiledSnippet evaluated, CellFragment fragment) {
        var problems = new ArrayList<CompileProblem>();
        for (var event : evaluated.own()) {
            problems.addAll(on(event.snippet(), evaluated.rewrite(), fragment));
        }
        if (problems.size() > 1 && fragment.kind() == SnippetKind.STATEMENT) { // The method around it is JShell's.
            problems.removeIf(problem -> problem.code().equals("compiler.err.missing.ret.stmt"));
        }
        if (problems.stream().anyMatch(problem -> problem.code().startsWith("compiler.err.cant.resolve"))) {
            // An ambiguous call is only a consequence of the unknown name in its arguments.
            problems.removeIf(problem -> problem.code().equals("compiler.err.ref.ambiguous"));
        }
        if (problems.isEmpty()) {
            problems.add(new CompileProblem(
                    "this can't be compiled",
                    "",
                    fragment.inCell(fragment.lead()),
                    fragment.inCell(fragment.source().stripTrailing().length())));
        }
        return problems;
    }

    private List<CompileProblem> on(Snippet snippet, SourceRewrite rewrite, CellFragment fragment) {
        return session.ask(shell -> shell.diagnostics(snippet)
                .filter(Diag::isError)
                .map(diag -> new CompileProblem(
                        NO_LOCATION
                                .matcher(diag.getMessage(Locale.ENGLISH))
                                .replaceFirst("")
                                .replace("JShell method names", "the names of a cell's methods"),
                        diag.getCode(),
                        fragment.inCell(rewrite.written(diag.getStartPosition())),
                        fragment.inCell(rewrite.written(diag.getEndPosition()))))
                .toList());
    }

    /** The problem of a fragment that crashes the compiler. */
    public static CompileProblem onFailedCompiler(CellFragment fragment, Throwable failure) {
        System.getLogger("org.forkbook.kernel").log(System.Logger.Level.DEBUG, "javac has failed", failure);
        var tokens = JavaTokens.of(fragment.source());
        var isOfItself = fragment.kind() == SnippetKind.VARIABLE
                && tokens.size() > 2
                && tokens.get(0).is("var")
                && tokens.stream()
                        .skip(2)
                        .anyMatch(token -> token.is(tokens.get(1).text()));
        return new CompileProblem(
                isOfItself
                        ? "cannot infer type for local variable "
                                + tokens.get(1).text() + "\n(cannot use 'var' on self-referencing variable)"
                        : "the compiler crashes on this because of a bug in it: write it differently, in smaller steps",
                isOfItself ? "compiler.err.cant.infer.local.var.type" : "",
                fragment.inCell(fragment.lead()),
                fragment.inCell(fragment.source().stripTrailing().length()));
    }

    /** Whether something was thrown by the compiler or its caller, and not by user code. */
    public static boolean isOfCompiler(Throwable thrown) {
        var causes = Causes.of(thrown);
        var root = causes.get(causes.size() - 1);
        var frames = UserCode.frames(root);
        return !(root instanceof StackOverflowError)
                && !(root instanceof OutOfMemoryError)
                && !frames.isEmpty()
                && (frames.get(0).getClassName().startsWith("com.sun.tools.javac.")
                        || frames.get(0).getClassName().startsWith("jdk.jshell."));
    }

    /** The problems of a fragment that is incomplete, or not Java. */
    public List<CompileProblem> onSyntax(CellText text, CellFragment fragment) {
        var problems = new ArrayList<CompileProblem>();
        var checked = session.check(fragment.source());
        for (var event : checked.own()) {
            problems.addAll(on(event.snippet(), checked.rewrite(), fragment));
        }
        if (problems.isEmpty()) {
            int end = text.code().stripTrailing().length();
            var message = fragment.isOpen()
                    ? "the cell ends too early: a bracket, a quote or a comment is not closed"
                    : "this is not Java";
            problems.add(new CompileProblem(message, "", Math.max(0, end - 1), end));
        }
        return problems;
    }

    /**
     * A fragment's own problems, without those that may follow from a failure above it, where the missing name may have
     * been declared.
     *
     * @param failed the words of the fragments above that were rejected
     */
    public static List<CompileProblem> ownOf(List<CompileProblem> problems, Set<String> failed) {
        return problems.stream()
                .filter(problem -> {
                    var unknown = UNKNOWN.matcher(problem.message());
                    return !unknown.find() || !failed.contains(unknown.group(1));
                })
                .toList();
    }

    /** The identifiers and keywords of a fragment. */
    public static Set<String> words(CellFragment fragment) {
        return JavaTokens.of(fragment.source()).stream()
                .filter(token -> token.kind() == Kind.WORD)
                .map(JavaTokens.Token::text)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Explains why a declaration can't be used yet. */
    public String onUnresolved(SPIResolutionException thrown) {
        var id = String.valueOf(thrown.id());
        return session.active().stream()
                .filter(snippet -> snippet.id().equals(id))
                .flatMap(snippet -> snippet instanceof DeclarationSnippet some ? Stream.of(some) : Stream.of())
                .findFirst()
                .map(this::tooEarly)
                .orElse("something that is used here has been declared, but can't be used until another declaration"
                        + " follows");
    }

    private String tooEarly(DeclarationSnippet snippet) {
        var lacking = lacking(snippet);
        if (!lacking.isEmpty()) {
            return SnippetNames.of(snippet) + " can't be used before " + lacking + " is declared";
        }
        return errorOf(snippet)
                .map(error -> SnippetNames.of(snippet)
                        + " can't be used any more, because something that it uses was redefined: " + error)
                .orElse(SnippetNames.of(snippet) + " was used before everything that it needs was declared");
    }

    /** The compiler's current error for a declaration that it once accepted. */
    private Optional<String> errorOf(Snippet snippet) {
        return session.ask(shell -> shell.diagnostics(snippet)
                .filter(Diag::isError)
                .map(problem -> CompileProblem.withoutPackages(problem.getMessage(Locale.ENGLISH)))
                .findFirst());
    }

    /** Describes what a declaration still needs. */
    public String lacking(DeclarationSnippet snippet) {
        return session.ask(shell -> shell.unresolvedDependencies(snippet).collect(Collectors.joining(" and ")));
    }

    /** The hint for a problem; null when the compiler's message says it all. */
    @Nullable
    public String advice(CompileProblem problem) {
        var name = unknownName(problem);
        for (var snippet : name == null ? List.<Snippet>of() : session.active()) {
            if (snippet instanceof DeclarationSnippet half
                    && half.name().equals(name)
                    && !lacking(half).isEmpty()) {
                return tooEarly(half) + ".";
            }
        }
        var refusal = name == null ? null : session.refusal(name);
        if (refusal != null) {
            return name + " was dropped when what it needs was declared: " + refusal + ".";
        }
        var names = session.active().stream()
                .flatMap(snippet -> snippet instanceof PersistentSnippet named ? Stream.of(named.name()) : Stream.of())
                .toList();
        return new ErrorHints(names, this::packagesOf, this::typeOf).on(problem);
    }

    private static @Nullable String unknownName(CompileProblem problem) {
        var unknown = UNKNOWN.matcher(problem.message());
        return unknown.find() ? unknown.group(1) : null;
    }

    private List<String> packagesOf(String simpleName) {
        session.allowIndexing();
        return session.analyse(analysis ->
                analysis.listQualifiedNames(simpleName, simpleName.length()).getNames());
    }

    private Optional<Class<?>> typeOf(String name) {
        return Stream.of("", "java.lang.", "java.util.", "java.io.", "java.util.stream.")
                .flatMap(prefix -> find(prefix + name).stream())
                .findFirst();
    }

    private static Optional<Class<?>> find(String name) {
        try {
            return Optional.of(Class.forName(name, false, CompileErrors.class.getClassLoader()));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty(); // Another prefix may be the right one.
        }
    }
}
