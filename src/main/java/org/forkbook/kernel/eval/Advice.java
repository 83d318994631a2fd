package org.forkbook.kernel.eval;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What to do about the mistakes that beginners make most: one sentence for a compiler's complaint, from its key and its
 * words.
 */
final class Advice {

    private static final Pattern SYMBOL = Pattern.compile("symbol:\\s+(class|variable|method) ([\\p{L}\\p{N}_$]+)");
    private static final Pattern LOCATION =
            Pattern.compile("location: (?:variable \\S+ of type|class|interface) ([\\p{L}\\p{N}_$.]+)");
    private static final Pattern CONVERSION = Pattern.compile("(\\S+) cannot be converted to (\\S+)");
    private static final Pattern LOSSY = Pattern.compile("conversion from (\\S+) to (\\S+)");
    private static final Pattern UNREPORTED = Pattern.compile("unreported exception (\\S+);");
    private static final Pattern UNINITIALIZED = Pattern.compile("variable (\\S+) might not");

    private final List<String> names;
    private final Function<String, List<String>> packagesOf;
    private final Function<String, Optional<Class<?>>> typeOf;

    /**
     * Makes an adviser.
     *
     * @param names what the notebook has declared
     * @param packagesOf the qualified names that a simple class name may mean
     * @param typeOf the class that a name in a complaint means
     */
    Advice(List<String> names, Function<String, List<String>> packagesOf, Function<String, Optional<Class<?>>> typeOf) {
        this.names = names;
        this.packagesOf = packagesOf;
        this.typeOf = typeOf;
    }

    /** A sentence; null when there is nothing better to say than the compiler does. */
    @Nullable
    String on(CompileProblem problem) {
        var code = problem.code();
        var message = problem.message();
        if (code.startsWith("compiler.err.cant.resolve") || code.equals("compiler.err.doesnt.exist")) {
            return unresolved(message);
        }
        return switch (code.replaceFirst("^compiler\\.err\\.", "")) {
            case "expected", "expected2", "expected3", "expected4" ->
                message.startsWith("';'") ? "Put a ; at the end of this statement." : null;
            case "prob.found.req" -> conversion(problem.shortMessage());
            case "missing.ret.stmt" -> "Every way through the method has to end in a return with a value.";
            case "premature.eof" -> "A { or ( that was opened is not closed.";
            case "unclosed.str.lit" -> "Close the text with a \" on the same line.";
            case "unclosed.char.lit", "empty.char.lit" ->
                "Single quotes are for one character; text takes double quotes.";
            case "unreported.exception.need.to.catch.or.throw" ->
                "Surround it with try { … } catch (" + group(UNREPORTED, message, "Exception")
                        + " e) { … }, or add \"throws " + group(UNREPORTED, message, "Exception") + "\" to the method.";
            case "var.might.not.have.been.initialized" ->
                "Give " + group(UNINITIALIZED, message, "it") + " a value where it is declared.";
            case "already.defined" -> "Choose another name, or leave out the type to give the old one a new value.";
            case "local.variables.cant.ref.non.effectively.final.var",
                    "cant.ref.non.effectively.final.var",
                    "local.var.accessed.from.icls.needs.final" ->
                "A lambda may only read local variables that never change: copy it to a new variable first.";
            case "not.stmt" -> "An expression alone does nothing here: assign it, print it, or call a method.";
            case "cant.deref" ->
                "A primitive value has no methods or fields: compare with ==, convert with String.valueOf(…).";
            case "incomparable.types", "operator.cant.be.applied.1" ->
                "The two sides have types that do not go together: convert one of them first.";
            case "illegal.start.of.expr" -> "Something is missing just before this, or there is a bracket too many.";
            default -> null;
        };
    }

    private @Nullable String unresolved(String message) {
        var symbol = SYMBOL.matcher(message);
        if (!symbol.find()) {
            return null;
        }
        var kind = symbol.group(1);
        var name = symbol.group(2);
        if (!kind.equals("method")) {
            var qualified = packagesOf.apply(name);
            if (!qualified.isEmpty()) {
                return "Is an import missing? "
                        + String.join(
                                "  or  ",
                                qualified.stream()
                                        .limit(4)
                                        .map(q -> "import " + q + ";")
                                        .toList());
            }
        }
        var near = nearest(name, candidates(message));
        if (near != null) {
            return "Did you mean " + near + "?";
        }
        return switch (kind) {
            case "variable" -> "No cell that has run declares " + name + ".";
            case "method" -> message.contains("location:") ? null : "No cell that has run declares " + name + "(…).";
            default -> null;
        };
    }

    private List<String> candidates(String message) {
        var all = new ArrayList<String>();
        var location = LOCATION.matcher(message);
        if (location.find()) {
            typeOf.apply(location.group(1)).ifPresent(type -> {
                Stream.of(type.getMethods()).map(Method::getName).forEach(all::add);
                Arrays.stream(type.getFields()).map(field -> field.getName()).forEach(all::add);
            });
        }
        if (all.isEmpty()) {
            all.addAll(names);
            all.addAll(List.of(
                    "String",
                    "System",
                    "Integer",
                    "Double",
                    "Math",
                    "List",
                    "Map",
                    "Stream",
                    "ProcessPool",
                    "WorkerProcess",
                    "Thread",
                    "display"));
        }
        return all;
    }

    /** The candidate that is likely meant by a mistyped name; null when none is near. */
    static @Nullable String nearest(String name, List<String> candidates) {
        int allowed = Math.max(1, name.length() / 3);
        return candidates.stream()
                .distinct()
                .filter(candidate -> !candidate.equals(name) && distance(name, candidate) <= allowed)
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .orElse(null);
    }

    /** How many letters must be put in, taken out or changed, whatever their case: Levenshtein's distance. */
    private static int distance(String one, String other) {
        var a = one.toLowerCase(Locale.ROOT);
        var b = other.toLowerCase(Locale.ROOT);
        var row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    private static @Nullable String conversion(String message) {
        var lossy = LOSSY.matcher(message);
        if (lossy.find()) {
            return "Write (" + lossy.group(2) + ") before the value to cut it off, or use a variable of type "
                    + lossy.group(1) + ".";
        }
        var conversion = CONVERSION.matcher(message);
        if (!conversion.find()) {
            return null;
        }
        var from = conversion.group(1);
        var to = conversion.group(2);
        if (from.equals("String")) {
            return switch (to) {
                case "int", "Integer" -> "Integer.parseInt(text) makes a number of a text.";
                case "double", "Double" -> "Double.parseDouble(text) makes a number of a text.";
                case "char" -> "Single quotes make a character: 'a'; text.charAt(0) takes the first of a text.";
                case "boolean" -> "A condition needs a boolean: compare texts with a.equals(b).";
                default -> null;
            };
        }
        if (to.equals("String")) {
            return "String.valueOf(value) makes a text of anything.";
        }
        if (to.equals("boolean")) {
            return "A condition needs a boolean; to compare, use == instead of =.";
        }
        return null;
    }

    private static String group(Pattern pattern, String text, String otherwise) {
        var matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : otherwise;
    }
}
