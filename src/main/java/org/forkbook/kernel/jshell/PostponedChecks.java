package org.forkbook.kernel.jshell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import jdk.jshell.Diag;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.forkbook.kernel.source.JavaTokens;
import org.forkbook.kernel.source.JavaTokens.Token;
import org.forkbook.kernel.source.SnippetNames;
import org.jspecify.annotations.Nullable;

/**
 * Workaround for declarations that mention an undeclared superclass, and contain {@code @Override} or {@code super}.
 *
 * <p>JShell accepts a declaration whose only fault is an unknown name, and compiles it again when the name is known.
 * But below an unknown class, {@code @Override} and {@code super} are errors of their own, and it would throw the
 * declaration away. So JShell first gets a version without them; once that compiles, the original declaration replaces
 * it.
 *
 * <p>Not safe for many threads.
 */
final class PostponedChecks {

    private static final Pattern UNKNOWN_CLASS = Pattern.compile("symbol:\\s+class ");

    /** A declaration as its author wrote it, and where. */
    private record Written(String source, NotebookSession.Place place) {}

    private final Map<String, Written> byReduced = new HashMap<>();
    private final Map<String, String> refusals = new HashMap<>();
    private final BiConsumer<Snippet, NotebookSession.Place> placed;

    /** @param placed receives the position of a snippet that comes from a cell other than the current one */
    PostponedChecks(BiConsumer<Snippet, NotebookSession.Place> placed) {
        this.placed = placed;
    }

    /** Evaluates a snippet, and then those that have waited for what it declares. */
    List<SnippetEvent> eval(JShell shell, String source, NotebookSession.Place place) {
        List<SnippetEvent> events = new ArrayList<>(shell.eval(source));
        var reduced = isBelowUnknown(shell, events) ? reduced(source) : source;
        if (!reduced.equals(source)) {
            var second = shell.eval(reduced);
            if (second.stream().anyMatch(PostponedChecks::isRejected)) {
                return events; // It has other errors, which the first result reports.
            }
            byReduced.put(reduced, new Written(source, place));
            events = new ArrayList<>(second);
        }
        if (!byReduced.isEmpty()) {
            for (var snippet : shell.snippets().toList()) {
                var written = shell.status(snippet).isActive() ? byReduced.get(snippet.source()) : null;
                if (written != null && shell.status(snippet).isDefined()) {
                    events = complete(shell, snippet, written, events);
                }
            }
        }
        return events;
    }

    private List<SnippetEvent> complete(JShell shell, Snippet reduced, Written written, List<SnippetEvent> events) {
        var own = shell.eval(written.source());
        if (own.stream().noneMatch(PostponedChecks::isRejected)) {
            own.stream()
                    .filter(event -> event.causeSnippet() == null)
                    .forEach(event -> placed.accept(event.snippet(), written.place()));
            events.addAll(own);
            return events;
        }
        var isThisOne = events.stream().anyMatch(event -> event.causeSnippet() == null && event.snippet() == reduced);
        shell.drop(reduced);
        if (isThisOne) {
            return own;
        }
        refusals.put(
                SnippetNames.of(reduced),
                shell.diagnostics(own.get(0).snippet())
                        .map(problem -> problem.getMessage(Locale.ENGLISH))
                        .findFirst()
                        .orElse("it has errors"));
        return events;
    }

    /** The error of a postponed declaration that was rejected when it could be checked; null for any other. */
    @Nullable
    String refusal(String name) {
        return refusals.get(name);
    }

    private static boolean isRejected(SnippetEvent event) {
        return event.causeSnippet() == null && event.status() == Snippet.Status.REJECTED;
    }

    private static boolean isBelowUnknown(JShell shell, List<SnippetEvent> events) {
        return events.stream()
                .filter(PostponedChecks::isRejected)
                .filter(event -> event.snippet().source().contains("@")
                        || event.snippet().source().contains("super"))
                .flatMap(event -> shell.diagnostics(event.snippet()))
                .filter(Diag::isError)
                .anyMatch(problem -> problem.getCode().startsWith("compiler.err.cant.resolve")
                        && UNKNOWN_CLASS
                                .matcher(problem.getMessage(Locale.ENGLISH))
                                .find());
    }

    /** The declaration with blanks for {@code @Override}, and {@code this} for {@code super}: of the same length. */
    private static String reduced(String source) {
        var text = new StringBuilder(source);
        List<Token> tokens = JavaTokens.of(source);
        for (int i = 0; i + 1 < tokens.size(); i++) {
            var token = tokens.get(i);
            var next = tokens.get(i + 1);
            if (token.is("@") && next.is("Override")) {
                text.replace(token.start(), next.end(), " ".repeat(next.end() - token.start()));
            } else if (token.is("super") && next.is(".")) {
                text.replace(token.start(), token.end(), "this ");
            }
        }
        return text.toString();
    }
}
