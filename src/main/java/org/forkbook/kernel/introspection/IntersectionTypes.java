package org.forkbook.kernel.introspection;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.VarSnippet;
import org.forkbook.kernel.source.InMemoryClassFiles;
import org.forkbook.kernel.source.InferredVariable;
import org.forkbook.kernel.source.JavaTokens;
import org.forkbook.kernel.source.JavaTokens.Kind;
import org.forkbook.kernel.source.JavaTokens.Token;
import org.forkbook.kernel.source.PrintedType;
import org.jspecify.annotations.Nullable;

/**
 * Rewriter for variables whose {@code var} has an intersection type, such as {@code List<Record & Priced & Named>}.
 *
 * <p>JShell declares a variable with its type written out, which Java has no way to do for an intersection: code that
 * uses the variable then doesn't compile, or crashes the compiler. So such a variable is declared with one of the types
 * that the intersection consists of. Code that doesn't compile with that is compiled again with a generic method in the
 * variable's place, {@code <T extends Record & Priced & Named> Supplier<List<T>> shelf$typed()}: in {@code
 * shelf$typed().get()}, javac infers the intersection for {@code T}.
 *
 * <p>Not safe for many threads.
 */
public final class IntersectionTypes {

    private static final String ACCESSOR = "$typed";
    private static final String PROBE = "forkbook$probe";

    private static final Pattern OWN_CALL = Pattern.compile("\\Q" + ACCESSOR + "().get()\\E");

    private static final Pattern CONVERSION =
            Pattern.compile("incompatible types: (.+&.+) cannot be converted to .*", Pattern.DOTALL);

    /** A variable as JShell knows it. */
    private record Declared(String name, String type) {

        static Declared of(VarSnippet variable) {
            return new Declared(variable.name(), variable.typeName().replace(" ", ""));
        }
    }

    /** Words that an expression may follow: after any other word, a name is being declared. */
    private static final Set<String> BEFORE_EXPRESSIONS =
            Set.of("return", "throw", "case", "else", "do", "assert", "yield", "when");

    private final Map<Declared, PrintedType> types = new HashMap<>();
    private final Runnable discarded;

    /**
     * Variables of intersection types, of one session.
     *
     * @param discarded discards the calls of the snippets that were evaluated last
     */
    public IntersectionTypes(Runnable discarded) {
        this.discarded = discarded;
    }

    /** Whether a name is that of a method that this class generates. */
    public static boolean isOwnName(String name) {
        return name.contains(ACCESSOR);
    }

    /** A snippet's source without what this class has put into it. */
    static String asWritten(String source) {
        return OWN_CALL.matcher(InferredVariable.asWritten(source)).replaceAll("");
    }

    /** Evaluates a snippet with the types that its variables have in Java. */
    public List<SnippetEvent> eval(JShell shell, String source, Function<String, List<SnippetEvent>> evaluation) {
        var variable = InferredVariable.of(source);
        if (variable != null) {
            return declare(shell, variable, evaluation);
        }
        var events = evaluation.apply(source);
        if (own(events) instanceof VarSnippet declared && isActive(shell, declared)) {
            types.remove(Declared.of(declared));
        }
        if (isWhole(events)) {
            return events;
        }
        var typed = typed(shell, source, "");
        if (typed.equals(source)) {
            return events;
        }
        discarded.run();
        var second = evaluation.apply(typed);
        if (isWhole(second)) {
            return second;
        }
        discarded.run();
        return evaluation.apply(source);
    }

    private List<SnippetEvent> declare(
            JShell shell, InferredVariable written, Function<String, List<SnippetEvent>> evaluation) {
        var typed = InferredVariable.of(typed(shell, written.source(), written.name()));
        var variable = typed == null ? written : typed;
        List<SnippetEvent> events = List.of();
        PrintedType type;
        if (!variable.equals(written)
                || types.keySet().stream().anyMatch(key -> key.name().equals(variable.name()))
                || isUsed(shell, variable.name())) {
            // Code that uses the variable must not be compiled with the type that JShell writes.
            type = probed(shell, variable, evaluation);
        } else {
            events = evaluation.apply(variable.source());
            type = intersection(shell, events);
            if (type == null && !isWhole(events)) {
                type = probed(shell, variable, evaluation);
            }
        }
        if (type != null) {
            discarded.run();
            return declare(shell, variable, type, evaluation);
        }
        if (events.isEmpty()) {
            events = evaluation.apply(variable.source());
            if (!isWhole(events) && !variable.equals(written)) {
                events = evaluation.apply(written.source());
            }
        }
        return isWhole(events) || !hidesJShellsPackage(shell)
                ? events
                : declareAsShown(shell, written, events, evaluation);
    }

    /** Declares a variable with its type as it is shown to users: by the simple names of the notebook's classes. */
    private static List<SnippetEvent> declareAsShown(
            JShell shell,
            InferredVariable variable,
            List<SnippetEvent> failed,
            Function<String, List<SnippetEvent>> evaluation) {
        var value = variable.initializer();
        var type = shell.sourceCodeAnalysis().analyzeType(value, value.length());
        var events = type == null ? failed : evaluation.apply(variable.withType(type));
        return isWhole(events) ? events : failed;
    }

    /** Whether a class has the name of the package which JShell writes in front of the types of the notebook. */
    private static boolean hidesJShellsPackage(JShell shell) {
        return shell.snippets()
                .anyMatch(snippet -> snippet instanceof TypeDeclSnippet type
                        && type.name().equals(InMemoryClassFiles.PACKAGE)
                        && isActive(shell, type));
    }

    /** The intersection type that is inferred for a variable, from temporary declarations. */
    private @Nullable PrintedType probed(
            JShell shell, InferredVariable variable, Function<String, List<SnippetEvent>> evaluation) {
        for (var probe : List.of(variable.named(PROBE), variable.standalone(PROBE))) {
            var events = evaluation.apply(probe);
            var type = intersection(shell, events);
            discarded.run();
            if (own(events) instanceof VarSnippet declared && isActive(shell, declared)) {
                shell.drop(declared);
            }
            if (type != null || isWhole(events)) {
                return type;
            }
        }
        return null;
    }

    private List<SnippetEvent> declare(
            JShell shell,
            InferredVariable variable,
            PrintedType type,
            Function<String, List<SnippetEvent>> evaluation) {
        var notebookTypes = shell.snippets()
                .filter(snippet -> shell.status(snippet).isActive())
                .flatMap(snippet ->
                        snippet instanceof TypeDeclSnippet declared ? Stream.of(declared.name()) : Stream.of())
                .collect(Collectors.toSet());
        var events = evaluation.apply(variable.withType(type.denotable(notebookTypes)));
        if (isWhole(events) && own(events) instanceof VarSnippet declared) {
            types.put(Declared.of(declared), type);
        }
        return events;
    }

    /**
     * The source with the accessors of the variables that have intersection types in their places.
     *
     * @param declared the variable that the source declares, whose own name means itself in it; may be empty
     */
    private String typed(JShell shell, String source, String declared) {
        if (types.isEmpty()) {
            return source;
        }
        var known = new HashMap<String, PrintedType>();
        shell.variables().forEach(variable -> {
            var type = types.get(Declared.of(variable));
            if (type != null && !variable.name().equals(declared)) {
                known.put(variable.name(), type);
            }
        });
        var text = new StringBuilder(source);
        var tokens = JavaTokens.of(source);
        for (int i = tokens.size() - 1; i >= 0; i--) {
            var name = tokens.get(i).text();
            var type = tokens.get(i).kind() == Kind.WORD ? known.get(name) : null;
            if (type == null || is(tokens, i - 1, ".") || is(tokens, i + 1, "(")) {
                continue;
            }
            if (isDeclaredAt(tokens, i)) {
                return source; // The name means something else here.
            }
            if (isRead(tokens, i) && hasAccessor(shell, name, type)) {
                text.replace(tokens.get(i).start(), tokens.get(i).end(), name + ACCESSOR + "().get()");
            }
        }
        return text.toString();
    }

    private static boolean isDeclaredAt(List<Token> tokens, int i) {
        var isFirst = i == 0;
        var afterWord = !isFirst
                && tokens.get(i - 1).kind() == Kind.WORD
                && !BEFORE_EXPRESSIONS.contains(tokens.get(i - 1).text());
        return afterWord || (is(tokens, i + 1, "-") && is(tokens, i + 2, ">"));
    }

    private static boolean isRead(List<Token> tokens, int i) {
        return !is(tokens, i + 1, "=") || is(tokens, i + 2, "=");
    }

    private static boolean hasAccessor(JShell shell, String name, PrintedType type) {
        var accessor = type.accessor(name, name + ACCESSOR);
        return shell.snippets().anyMatch(snippet -> snippet.source().equals(accessor) && isActive(shell, snippet))
                || isWhole(shell.eval(accessor));
    }

    private static @Nullable PrintedType intersection(JShell shell, List<SnippetEvent> events) {
        var own = own(events);
        if (own == null) {
            return null;
        }
        if (isWhole(events)) {
            var name = own instanceof VarSnippet variable ? variable.typeName() : null;
            return name != null && name.contains("&") ? PrintedType.of(name) : null;
        }
        return shell.diagnostics(own)
                .filter(problem -> problem.getCode().startsWith("compiler.err.prob.found.req"))
                .map(problem -> CONVERSION.matcher(problem.getMessage(Locale.ENGLISH)))
                .map(found -> found.matches() ? PrintedType.of(found.group(1)) : null)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static boolean isUsed(JShell shell, String name) {
        return shell.snippets()
                .filter(snippet -> snippet instanceof VarSnippet variable
                        && variable.name().equals(name)
                        && isActive(shell, variable))
                .anyMatch(snippet -> shell.sourceCodeAnalysis().dependents(snippet).stream()
                        .anyMatch(user -> isActive(shell, user)));
    }

    private static boolean isActive(JShell shell, Snippet snippet) {
        return shell.status(snippet).isActive();
    }

    private static boolean isWhole(List<SnippetEvent> events) {
        return own(events) != null
                && events.stream()
                        .filter(event -> event.causeSnippet() == null)
                        .allMatch(event -> event.status() == Snippet.Status.VALID);
    }

    private static @Nullable Snippet own(List<SnippetEvent> events) {
        return events.stream()
                .filter(event -> event.causeSnippet() == null)
                .map(SnippetEvent::snippet)
                .findFirst()
                .orElse(null);
    }

    private static boolean is(List<Token> tokens, int index, String text) {
        return index >= 0 && index < tokens.size() && tokens.get(index).is(text);
    }
}
