package org.forkbook.kernel.errors;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.forkbook.kernel.source.CompileProblem;
import org.forkbook.kernel.source.JavaTokens;
import org.forkbook.kernel.source.JavaTokens.Kind;
import org.forkbook.kernel.source.JavaTokens.Token;
import org.jspecify.annotations.Nullable;

/**
 * Hints for features of a newer Java than the kernel's: for compile errors about features that its compiler lacks, or
 * has only as a preview.
 */
final class NewerJavaFeatures {

    private static final Pattern SYMBOL = Pattern.compile("symbol:\\s+(?:class|variable|method) ([\\p{L}\\p{N}_$]+)");
    private static final Pattern PACKAGE = Pattern.compile("package ([\\p{L}\\p{N}_$]+) does not exist");
    private static final Pattern PREVIEW = Pattern.compile("^(.+?) (?:is|are) a preview feature");

    private static final String SWITCH = "patterns in switch";
    private static final String RECORDS = "record patterns";

    /** The Java in which a preview's feature, by javac's name for it, became part of the language. */
    private static final Map<String, Integer> PREVIEWS = Map.of(
            "patterns in switch statements", 21,
            "null in switch cases", 21,
            "record patterns", 21,
            "deconstruction patterns", 21,
            "unconditional patterns in instanceof", 21,
            "unnamed variables", 22,
            "unnamed patterns", 22,
            "flexible constructors", 25,
            "module imports", 25);

    /** Members and classes of the JDK that notebooks written for a newer one use. */
    private static final Map<Integer, List<String>> LIBRARY = Map.of(
            21,
            List.of(
                    "getFirst",
                    "getLast",
                    "addFirst",
                    "addLast",
                    "removeFirst",
                    "removeLast",
                    "reversed",
                    "firstEntry",
                    "lastEntry",
                    "ofVirtual",
                    "ofPlatform",
                    "startVirtualThread",
                    "isVirtual",
                    "newVirtualThreadPerTaskExecutor",
                    "clamp",
                    "splitWithDelimiters",
                    "SequencedCollection",
                    "SequencedMap",
                    "SequencedSet"),
            22,
            List.of("newThreadPerTaskExecutor"),
            24,
            List.of("gather", "Gatherer", "Gatherers"),
            25,
            List.of("IO", "ScopedValue"));

    private NewerJavaFeatures() {}

    /** The hint; null when the error isn't about a newer feature. */
    static @Nullable String advice(CompileProblem problem, String cell) {
        return advice(problem, cell, Runtime.version().feature());
    }

    static @Nullable String advice(CompileProblem problem, String cell, int own) {
        var code = problem.code().replaceFirst("^compiler\\.err\\.", "");
        if (code.startsWith("underscore.as.identifier") || code.startsWith("use.of.underscore")) {
            return sentence("_ in place of a name", 22, own, "Give it a name.");
        }
        if (code.startsWith("preview.feature.disabled")) {
            return preview(problem.message(), own);
        }
        if (code.startsWith("cant.resolve") || code.equals("doesnt.exist")) {
            return library(problem.message(), own);
        }
        if (code.equals("illegal.esc.char") && isTemplate(cell, problem.start())) {
            return "String templates were a preview feature of Java 21 and 22 that was removed: use"
                    + " \"… %s\".formatted(value), or +.";
        }
        return switch (code) {
            case "enum.label.must.be.unqualified.enum", "enum.label.must.be.enum.constant" ->
                sentence("the name of an enum before its constant in a case", 21, own, "Leave it out.");
            case "call.must.be.first.stmt.in.ctor", "first.statement.must.be.call.to.another.constructor" ->
                sentence("a statement before super(…) or this(…)", 25, own, null);
            case "expected",
                    "expected2",
                    "expected3",
                    "expected4",
                    "illegal.start.of.expr",
                    "illegal.start.of.type",
                    "not.stmt",
                    "orphaned" -> grammar(problem, cell, own);
            default -> null;
        };
    }

    /** Whether a backslash and a brace are at a position or just before it. */
    private static boolean isTemplate(String cell, int at) {
        return cell.startsWith("\\{", Math.max(0, at)) || cell.startsWith("\\{", Math.max(0, at - 1));
    }

    private static @Nullable String preview(String message, int own) {
        var feature = PREVIEW.matcher(message);
        if (!feature.find()) {
            return null;
        }
        var since = PREVIEWS.get(feature.group(1));
        return since == null
                ? "It isn't final in any Java yet: do without it, or start the kernel with --enable-preview."
                : sentence(feature.group(1), since, own, null);
    }

    private static @Nullable String library(String message, int own) {
        var symbol = SYMBOL.matcher(message);
        var unknown = PACKAGE.matcher(message);
        var name = symbol.find() ? symbol.group(1) : unknown.find() ? unknown.group(1) : "";
        var isOfJdk = !message.contains("location: class REPL");
        return LIBRARY.entrySet().stream()
                .filter(entry ->
                        isOfJdk && entry.getKey() > own && entry.getValue().contains(name))
                .findFirst()
                .map(entry -> sentence(name, entry.getKey(), own, null))
                .orElse(null);
    }

    /** The feature at which the parser failed, if a later parser accepts it. */
    private static @Nullable String grammar(CompileProblem problem, String cell, int own) {
        int at = Math.min(Math.max(0, problem.start()), cell.length());
        int from = cell.lastIndexOf('\n', at - 1) + 1;
        int to = cell.indexOf('\n', at);
        var tokens = JavaTokens.of(cell.substring(from, to < 0 ? cell.length() : to));
        if (any(tokens, i -> is(tokens, i, "import") && is(tokens, i + 1, "module"))) {
            return sentence("import module", 25, own, "Import packages: import java.util.*;");
        }
        if (any(tokens, i -> is(tokens, i, "instanceof") && isPattern(tokens, i + 1))
                || any(tokens, i -> is(tokens, i, "case") && isPattern(tokens, i + 1))) {
            return sentence(RECORDS, 21, own, "Use the record, and call its accessors.");
        }
        if (any(tokens, i -> is(tokens, i, "case") && isWord(tokens, i + 1) && isWord(tokens, i + 2))) {
            return sentence(SWITCH, 21, own, "Use if and instanceof.");
        }
        return null;
    }

    /** Whether a record's name and an opening bracket are at this position. */
    private static boolean isPattern(List<Token> tokens, int at) {
        int i = at + 1;
        while (is(tokens, i, ".") && isWord(tokens, i + 1)) {
            i += 2;
        }
        return isWord(tokens, at) && Character.isUpperCase(tokens.get(at).text().charAt(0)) && is(tokens, i, "(");
    }

    private static boolean any(List<Token> tokens, Predicate<Integer> test) {
        for (int i = 0; i < tokens.size(); i++) {
            if (test.test(i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWord(List<Token> tokens, int i) {
        return i < tokens.size() && tokens.get(i).kind() == Kind.WORD;
    }

    private static boolean is(List<Token> tokens, int i, String text) {
        return i < tokens.size() && tokens.get(i).is(text);
    }

    private static @Nullable String sentence(String what, int since, int own, @Nullable String instead) {
        return since <= own
                ? null
                : "Java " + since + " has that (" + what + "), and this kernel runs on Java " + own + "."
                        + (instead == null ? "" : " " + instead);
    }
}
