package org.forkbook.kernel.introspection;

import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import jdk.jshell.SourceCodeAnalysis;
import org.forkbook.kernel.source.AnalysisContext;
import org.forkbook.kernel.source.JavaTokens;
import org.jspecify.annotations.Nullable;

/**
 * Members that a public class inherits from a class that isn't public, such as the {@code length()} of a StringBuilder:
 * JShell's analysis omits them in older JDKs.
 */
final class InheritedMembers {

    /** The first JDK whose analysis is known to be complete. */
    private static final int COMPLETE_SINCE = 25;

    private static final Found NOTHING = new Found(0, List.of());

    private final SourceCodeAnalysis analysis;
    private final Inspection inspection;
    private final ClassLoader loader;

    InheritedMembers(SourceCodeAnalysis analysis, Inspection inspection, ClassLoader loader) {
        this.analysis = analysis;
        this.inspection = inspection;
        this.loader = loader;
    }

    /**
     * Completions at the end of some code.
     *
     * @param start where the word starts that is completed
     * @param names its completions, in the form of JShell's
     */
    record Found(int start, List<String> names) {

        boolean isEmpty() {
            return names.isEmpty();
        }
    }

    /** The members that complete the word after a dot at the end of some code. */
    Found of(String code) {
        if (Runtime.version().feature() >= COMPLETE_SINCE) {
            return NOTHING;
        }
        int start = code.length();
        while (start > 0 && Character.isJavaIdentifierPart(code.charAt(start - 1))) {
            start--;
        }
        var word = code.substring(start);
        var receiver = code.substring(0, start).stripTrailing();
        if (!receiver.endsWith(".")) {
            return NOTHING;
        }
        var type = typeOf(receiver.substring(0, receiver.length() - 1).stripTrailing());
        var known = type == null ? null : load(inspection.qualified(InspectedName.withoutTypeArguments(type)));
        return known == null ? NOTHING : new Found(start, names(known, name -> name.startsWith(word)));
    }

    /** The type of the expression that ends some code; null when that isn't known. */
    private @Nullable String typeOf(String code) {
        var tokens = JavaTokens.of(code);
        if (tokens.isEmpty()) {
            return null;
        }
        int start = AnalysisContext.startOfOperand(tokens, tokens.size());
        if (start == tokens.size()) {
            return null;
        }
        var last = tokens.get(tokens.size() - 1);
        if (start == tokens.size() - 1 && last.kind() == JavaTokens.Kind.WORD) {
            return analysis.documentation(code, code.length(), false).stream()
                    .map(SourceCodeAnalysis.Documentation::signature)
                    .filter(signature -> signature.startsWith(last.text() + ":"))
                    .map(signature -> signature.substring(last.text().length() + 1))
                    .findFirst()
                    .orElse(null);
        }
        var expression = code.substring(tokens.get(start).start());
        return analysis.analyzeType(expression, expression.length());
    }

    private @Nullable Class<?> load(String name) {
        var binary = new StringBuilder(name);
        while (true) {
            try {
                return Class.forName(binary.toString(), false, loader);
            } catch (ClassNotFoundException | LinkageError e) {
                int dot = binary.lastIndexOf(".");
                if (dot < 0) {
                    return null;
                }
                binary.setCharAt(dot, '$'); // Perhaps a class within a class.
            }
        }
    }

    private static List<String> names(Class<?> type, Predicate<String> isWanted) {
        var names = new ArrayList<String>();
        var methods = Stream.of(type.getMethods());
        Stream.concat(methods, Stream.of(type.getFields()))
                .filter(member -> isHidden(member) && isWanted.test(member.getName()))
                .map(member -> member instanceof Method method
                        ? member.getName() + (method.getParameterCount() == 0 ? "()" : "(")
                        : member.getName())
                .distinct()
                .sorted()
                .forEach(names::add);
        return names;
    }

    /** Whether a public member comes from a class that isn't public: for a method the compiler has made a bridge to it. */
    private static boolean isHidden(Member member) {
        return member.isSynthetic()
                || !Modifier.isPublic(member.getDeclaringClass().getModifiers());
    }
}
