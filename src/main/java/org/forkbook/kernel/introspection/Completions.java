package org.forkbook.kernel.introspection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.lang.model.SourceVersion;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import org.forkbook.kernel.execution.Interpreter.Completion;
import org.forkbook.kernel.execution.Interpreter.Match;
import org.forkbook.kernel.source.AnalysisContext;

/** Completions of a word, from JShell's analysis, with the kind of each. */
public final class Completions {

    /** Signatures are looked up one by one; with more matches than this, the user keeps typing anyway. */
    private static final int MOST_SIGNATURES = 12;

    /** The time for all matches' Javadoc together: the list must appear at once. */
    private static final long MOST_NANOS_FOR_JAVADOC = 100_000_000;

    /** Keywords that JShell's analysis offers after a dot. */
    private static final Set<String> WORDS = Set.of("class", "this", "super", "length");

    private final SourceCodeAnalysis analysis;
    private final Inspection inspection;
    private final InheritedMembers inherited;

    /**
     * A completer for the code of one session.
     *
     * @param inspection what says in a sentence what a method does
     */
    public Completions(SourceCodeAnalysis analysis, Inspection inspection, ClassLoader loader) {
        this.analysis = analysis;
        this.inspection = inspection;
        this.inherited = new InheritedMembers(analysis, inspection, loader);
    }

    public Completion complete(String cell, int cursor) {
        var context = AnalysisContext.of(cell, cursor, analysis);
        if (context == null) {
            return new Completion(List.of(), cursor, cursor);
        }
        var anchor = new int[] {-1};
        var suggestions =
                analysis.completionSuggestions(context.code(), context.code().length(), anchor);
        int start = anchor[0] < 0 ? cursor : anchor[0] - context.shift();
        Map<String, Boolean> fitting = new LinkedHashMap<>();
        for (var suggestion : byFit(suggestions)) {
            if (isOfferable(suggestion.continuation())) {
                fitting.merge(suggestion.continuation(), suggestion.matchesType(), Boolean::logicalOr);
            }
        }
        var more = inherited.of(context.code());
        if (!more.isEmpty()) {
            start = more.start() - context.shift();
            more.names().forEach(name -> fitting.putIfAbsent(name, false));
        }
        var before = context.code().substring(0, Math.max(0, start + context.shift()));
        var matches = new ArrayList<Match>();
        Map<String, Match> byText = new LinkedHashMap<>();
        long began = System.nanoTime();
        for (var continuation : fitting.keySet()) {
            var name = name(continuation);
            var type = type(continuation, before);
            if (!byText.containsKey(name)) {
                byText.put(
                        name,
                        type.equals("method") && fitting.size() <= MOST_SIGNATURES
                                ? method(name, before, System.nanoTime() - began < MOST_NANOS_FOR_JAVADOC)
                                : new Match(name, type, null));
            }
        }
        matches.addAll(byText.values());
        return new Completion(matches, Math.min(start, cursor), cursor);
    }

    /** JShell's analysis also offers synthetic names of JShell and of javac. */
    private static boolean isOfferable(String continuation) {
        return !continuation.isEmpty()
                && !IntersectionTypes.isOwnName(continuation)
                && (Character.isJavaIdentifierStart(continuation.codePointAt(0)) || continuation.startsWith("@"))
                && !continuation.contains("<error>")
                && !continuation.startsWith("$JShell$");
    }

    /** Matches of the expected type come first; the rest stays in alphabetical order. */
    private static List<Suggestion> byFit(List<Suggestion> suggestions) {
        var sorted = new ArrayList<>(suggestions);
        sorted.sort((a, b) -> Boolean.compare(b.matchesType(), a.matchesType()));
        return sorted;
    }

    private static String name(String continuation) {
        int bracket = continuation.indexOf('(');
        return bracket < 0 ? continuation : continuation.substring(0, bracket);
    }

    private static String type(String continuation, String before) {
        if (continuation.indexOf('(') >= 0) {
            return Character.isUpperCase(continuation.codePointAt(0)) ? "class" : "method"; // A constructor.
        }
        var afterDot = before.stripTrailing().endsWith(".");
        if (SourceVersion.isKeyword(continuation) || WORDS.contains(continuation)) {
            return "keyword";
        }
        if (continuation.endsWith(".")) {
            return "package";
        }
        if (continuation.equals(continuation.toUpperCase(Locale.ROOT)) && continuation.length() > 1) {
            return "field";
        }
        if (Character.isUpperCase(continuation.codePointAt(0))) {
            return "class";
        }
        return afterDot ? "field" : "variable";
    }

    private Match method(String name, String before, boolean withJavadoc) {
        var call = before + name + "(";
        var found = analysis.documentation(call, call.length(), false);
        if (found.isEmpty()) {
            return new Match(name, "method", null);
        }
        var first = found.get(0).signature();
        return new Match(
                name,
                "method",
                found.size() == 1 ? first : first + " (+" + (found.size() - 1) + ")",
                withJavadoc ? inspection.summary(found.get(0)) : null);
    }
}
