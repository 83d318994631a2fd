package org.forkbook.kernel.eval;

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
import jdk.jshell.MethodSnippet;
import jdk.jshell.PersistentSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.UnresolvedReferenceException;
import org.forkbook.kernel.eval.JavaTokens.Kind;
import org.forkbook.kernel.eval.Session.Evaluated;
import org.jspecify.annotations.Nullable;

/** What the compiler has against a cell, in the cell's own lines, with advice. */
final class Complaints {

    private static final Pattern NO_LOCATION = Pattern.compile("\\n\\s*location: class \\$?\\s*$");
    private static final Pattern UNKNOWN = Pattern.compile("symbol:\\s+(?:class|variable|method) ([\\p{L}\\p{N}_$]+)");

    private final Session session;

    Complaints(Session session) {
        this.session = session;
    }

    /** The problems of a piece that JShell did not take. */
    List<CompileProblem> on(Evaluated evaluated, Piece piece) {
        var problems = new ArrayList<CompileProblem>();
        for (var event : evaluated.own()) {
            problems.addAll(on(event.snippet(), piece));
        }
        if (problems.isEmpty()) {
            problems.add(new CompileProblem(
                    "this can't be compiled",
                    "",
                    piece.inCell(piece.lead()),
                    piece.inCell(piece.source().stripTrailing().length())));
        }
        return problems;
    }

    private List<CompileProblem> on(Snippet snippet, Piece piece) {
        return session.ask(shell -> shell.diagnostics(snippet)
                .filter(Diag::isError)
                .map(diag -> new CompileProblem(
                        NO_LOCATION
                                .matcher(diag.getMessage(Locale.ENGLISH))
                                .replaceFirst("")
                                .replace("JShell method names", "the names of a cell's methods"),
                        diag.getCode(),
                        piece.inCell(diag.getStartPosition()),
                        piece.inCell(diag.getEndPosition())))
                .toList());
    }

    /** The problems of a piece that is not whole, or not Java. */
    List<CompileProblem> onSyntax(CellText text, Piece piece) {
        var problems = new ArrayList<CompileProblem>();
        var checked = session.check(piece.source());
        for (var event : checked.own()) {
            problems.addAll(on(event.snippet(), piece));
        }
        if (problems.isEmpty()) {
            int end = text.code().stripTrailing().length();
            var message = piece.isOpen()
                    ? "the cell ends before its code does: a bracket, a quote or a comment is not closed"
                    : "this is not Java";
            problems.add(new CompileProblem(message, "", Math.max(0, end - 1), end));
        }
        return problems;
    }

    /**
     * Problems, with those of the pieces behind them, which were not reached. What those only lack because it stands in
     * a piece that failed or was not reached is no problem of theirs.
     */
    List<CompileProblem> andOn(List<List<Piece>> rest, Piece failed, List<CompileProblem> problems) {
        var all = new ArrayList<>(problems);
        var missing = words(failed);
        for (var piece : rest.stream().flatMap(List::stream).toList()) {
            var block = CellSplitter.inBlock(piece);
            for (var event : session.check(block.source()).own()) {
                for (var problem : on(event.snippet(), block)) {
                    var unknown = UNKNOWN.matcher(problem.message());
                    var isNews = !unknown.find() || !missing.contains(unknown.group(1));
                    if (isNews && !problem.code().equals("compiler.err.not.stmt")) {
                        all.add(problem);
                    }
                }
            }
            missing.addAll(words(piece));
        }
        return all;
    }

    private static Set<String> words(Piece piece) {
        return JavaTokens.of(piece.source()).stream()
                .filter(token -> token.kind() == Kind.WORD)
                .map(JavaTokens.Token::text)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Why a declaration that was used can't be used yet. */
    String onUnresolved(Evaluated evaluated) {
        for (var event : evaluated.events()) {
            if (event.exception() instanceof UnresolvedReferenceException unresolved) {
                var snippet = unresolved.getSnippet();
                return name(snippet) + " can't be used before " + lacking(snippet) + " is declared";
            }
        }
        return "something is used here that a cell has declared but that still lacks a declaration";
    }

    /** What of a declaration is still missing, for a reader. */
    String lacking(DeclarationSnippet snippet) {
        return session.ask(shell -> shell.unresolvedDependencies(snippet).collect(Collectors.joining(" and ")));
    }

    /** A declaration as its author calls it. */
    static String name(Snippet snippet) {
        if (snippet instanceof MethodSnippet method) {
            return method.name() + "(" + method.parameterTypes() + ")";
        }
        return snippet instanceof PersistentSnippet named ? named.name() : "this";
    }

    /** What to do about a problem; null when the compiler has said it all. */
    @Nullable
    String advice(CompileProblem problem) {
        var names = session.active().stream()
                .flatMap(snippet -> snippet instanceof PersistentSnippet named ? Stream.of(named.name()) : Stream.of())
                .toList();
        return new Advice(names, this::packagesOf, this::typeOf).on(problem);
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
            return Optional.of(Class.forName(name, false, Complaints.class.getClassLoader()));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty(); // Another prefix may be the right one.
        }
    }
}
