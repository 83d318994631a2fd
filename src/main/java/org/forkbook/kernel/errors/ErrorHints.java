package org.forkbook.kernel.errors;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.forkbook.kernel.magic.SpellingSuggestions;
import org.forkbook.kernel.source.CompileProblem;
import org.jspecify.annotations.Nullable;

/**
 * Hints for the mistakes that beginners make most: one sentence per compile error, chosen by its key and its message.
 */
final class ErrorHints {

    private static final Pattern SYMBOL = Pattern.compile("symbol:\\s+(class|variable|method) ([\\p{L}\\p{N}_$]+)");
    private static final Pattern LOCATION =
            Pattern.compile("location: (?:variable \\S+ of type|class|interface) ([\\p{L}\\p{N}_$.]+)");
    private static final Pattern PACKAGE = Pattern.compile("package ([\\p{L}\\p{N}_$.]+) does not exist");

    /** Names that exist for notebooks of other kernels, not for new cells. */
    private static final Pattern FOR_OTHER_KERNELS = Pattern.compile("^(io\\.github\\.spencerpark|org\\.dflib)\\.");

    private static final Pattern CONVERSION = Pattern.compile("(\\S+) cannot be converted to (\\S+)");
    private static final Pattern LOSSY = Pattern.compile("conversion from (\\S+) to (\\S+)");
    private static final Pattern UNREPORTED = Pattern.compile("unreported exception (\\S+);");
    private static final Pattern AMBIGUOUS = Pattern.compile(
            "both (?:class|interface|enum|record|@interface) ([\\p{L}\\p{N}_$.]+)(?:<[^()]*>)? in \\S+ and"
                    + " (?:class|interface|enum|record|@interface) ([\\p{L}\\p{N}_$.]+)");
    private static final Pattern UNINITIALIZED = Pattern.compile("variable (\\S+) might not");

    /** The names of other languages' print functions. */
    private static final Set<String> PRINTING = Set.of("print", "println", "printf");

    private final List<String> names;
    private final Function<String, List<String>> packagesOf;
    private final Function<String, Optional<Class<?>>> typeOf;

    /**
     * Creates the hints of a session.
     *
     * @param names what the notebook has declared
     * @param packagesOf the qualified names that a simple class name may mean
     * @param typeOf the class that a name in an error message means
     */
    ErrorHints(
            List<String> names,
            Function<String, List<String>> packagesOf,
            Function<String, Optional<Class<?>>> typeOf) {
        this.names = names;
        this.packagesOf = packagesOf;
        this.typeOf = typeOf;
    }

    /** The hint; null when there is nothing to add to the compiler's message. */
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
            case "ref.ambiguous" -> ambiguous(message);
            case "int.number.too.large" -> "Numbers of more than nine or ten digits end in L: 12345678901L.";
            case "type.found.req" ->
                message.contains("required: reference")
                        ? "Generic types take classes: Integer for int, Double for double, Boolean for boolean."
                        : null;
            case "sealed.class.must.have.subclasses" ->
                "Declare its subtypes in the same cell, or name them: permits A, B.";
            case "missing.ret.stmt" -> "Every path through the method must end by returning a value.";
            case "premature.eof" -> "A { or ( that was opened is not closed.";
            case "unclosed.str.lit" -> "Close the text with a \" on the same line.";
            case "unclosed.char.lit", "empty.char.lit" ->
                "Single quotes are for one character; use double quotes for text.";
            case "unreported.exception.need.to.catch.or.throw" ->
                "Surround it with try { … } catch (" + group(UNREPORTED, problem.shortMessage(), "Exception")
                        + " e) { … }, or add \"throws " + group(UNREPORTED, problem.shortMessage(), "Exception")
                        + "\" to the method.";
            case "var.might.not.have.been.initialized" ->
                "Give " + group(UNINITIALIZED, message, "it") + " a value where it is declared.";
            case "already.defined" -> "Choose another name, or leave out the type to give the old one a new value.";
            case "local.variables.cant.ref.non.effectively.final.var",
                    "cant.ref.non.effectively.final.var",
                    "local.var.accessed.from.icls.needs.final" ->
                "A lambda may only read local variables that never change: copy the value to a new variable first.";
            case "not.stmt" -> "An expression alone does nothing here: assign it, print it, or call a method.";
            case "cant.deref" ->
                "A primitive value has no methods or fields: compare with ==, convert with String.valueOf(…).";
            case "incomparable.types", "operator.cant.be.applied.1" ->
                "The two sides have types that do not go together: convert one of them first.";
            case "unreachable.stmt" -> "The code above never ends or always leaves: nothing after it can run.";
            case "abstract.cant.be.instantiated" ->
                "Create an object of a class that extends it and has the missing methods, or remove abstract.";
            case "does.not.override.abstract" ->
                "Write the named method, with public if an interface declares it, or declare the class abstract.";
            case "non-static.cant.be.ref" -> "It belongs to an object: call it on one, or declare it static.";
            case "cant.apply.symbol", "cant.apply.symbols" ->
                "The number or the types of the arguments do not match: compare what is required with what was found.";
            case "array.req.but.found" -> "Only arrays have [ ]: a list takes get(i), a map get(key).";
            case "else.without.if" ->
                "An else needs an if just before it: perhaps { } are missing around its statements.";
            case "illegal.char" ->
                "Type this character again: pasted text often has quotes or dashes that Java does not accept.";
            case "illegal.start.of.expr" -> "Something is missing just before this, or there is one bracket too many.";
            default -> null;
        };
    }

    private static @Nullable String ambiguous(String message) {
        var types = AMBIGUOUS.matcher(message);
        return types.find()
                ? "Choose one of them: import " + types.group(1) + ";  or  import " + types.group(2) + ";"
                : null;
    }

    private @Nullable String unresolved(String message) {
        var symbol = SYMBOL.matcher(message);
        if (!symbol.find()) {
            return unknownPackage(message);
        }
        var kind = symbol.group(1);
        var name = symbol.group(2);
        if (!kind.equals("method")) {
            var qualified = packagesOf.apply(name);
            if (!qualified.isEmpty()) {
                return missingImport(qualified);
            }
        }
        if (kind.equals("method") && PRINTING.contains(name) && !message.contains("location:")) {
            return "Did you mean System.out." + name + "(…)?";
        }
        var candidates = candidates(message);
        if (kind.equals("class")) {
            candidates.removeIf(candidate -> !Character.isUpperCase(candidate.charAt(0))); // No variable is a type.
        }
        var near = SpellingSuggestions.nearest(name, candidates);
        if (near != null) {
            return "Did you mean " + near + "?";
        }
        return switch (kind) {
            case "variable" -> "No cell that has run declares " + name + ".";
            case "method" -> message.contains("location:") ? null : "No cell that has run declares " + name + "(…).";
            default -> null;
        };
    }

    /** The compiler takes an unknown word before a dot for a package. */
    private @Nullable String unknownPackage(String message) {
        var unknown = PACKAGE.matcher(message);
        if (!unknown.find()) {
            return null;
        }
        var name = unknown.group(1);
        var isPackage = name.contains(".");
        var qualified = isPackage ? List.<String>of() : packagesOf.apply(name);
        if (!qualified.isEmpty()) {
            return missingImport(qualified);
        }
        var near = SpellingSuggestions.nearest(name, isPackage ? packages() : candidates(message));
        return near != null ? "Did you mean " + near + "?" : null;
    }

    private static List<String> packages() {
        return ModuleLayer.boot().modules().stream()
                .flatMap(module -> module.getPackages().stream())
                .filter(name -> name.startsWith("java"))
                .toList();
    }

    private static String missingImport(List<String> qualified) {
        var own = qualified.stream().anyMatch(name -> name.startsWith("org.forkbook."));
        return "Is an import missing? "
                + qualified.stream()
                        .filter(name -> !own || !FOR_OTHER_KERNELS.matcher(name).find())
                        .limit(4)
                        .map(name -> "import " + name + ";")
                        .collect(Collectors.joining("  or  "));
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

    private static @Nullable String conversion(String message) {
        if (message.contains("unexpected return value")) {
            return "A void method returns no value: declare the type that it returns instead of void.";
        }
        var lossy = LOSSY.matcher(message);
        if (lossy.find()) {
            if (lossy.group(2).equals("float")) {
                return "Numbers with a decimal point are double: write 1.5f, or use a variable of type double.";
            }
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
                case "int", "Integer" -> "Integer.parseInt(text) converts text to a number.";
                case "double", "Double" -> "Double.parseDouble(text) converts text to a number.";
                case "char" ->
                    "Single quotes make a character: 'a'; text.charAt(0) returns the first character of a text.";
                case "boolean" -> "A condition needs a boolean: compare texts with a.equals(b).";
                default -> null;
            };
        }
        if (to.equals("String")) {
            return "String.valueOf(value) converts any value to text.";
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
