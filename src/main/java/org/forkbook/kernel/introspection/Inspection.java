package org.forkbook.kernel.introspection;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.PersistentSnippet;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.VarSnippet;
import org.forkbook.chart.Markup;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.source.AnalysisContext;
import org.forkbook.kernel.source.CompileProblem;
import org.jspecify.annotations.Nullable;

/**
 * Inspection of names: signature, documentation, source where available and requested, and the value of a variable.
 */
public final class Inspection {

    /** Sources are looked up one by one; the many forms of {@code println} say the same. */
    private static final int MOST_SOURCES = 4;

    private final SourceCodeAnalysis analysis;
    private final SourceArchives sources;
    private final List<PersistentSnippet> declared;
    private final Function<VarSnippet, @Nullable String> valueOf;

    /**
     * The names of one session.
     *
     * @param declared what the notebook declares
     * @param valueOf a variable's value as text; null when it has none that can be shown
     */
    public Inspection(
            SourceCodeAnalysis analysis,
            SourceArchives sources,
            List<PersistentSnippet> declared,
            Function<VarSnippet, @Nullable String> valueOf) {
        this.analysis = analysis;
        this.sources = sources;
        this.declared = declared;
        this.valueOf = valueOf;
    }

    /** The information on one meaning of a name. */
    private record Known(
            String signature,
            @Nullable JavadocText comment,
            @Nullable String value,
            @Nullable String source) {}

    @Nullable
    public DisplayData inspect(String cell, int cursor, int detailLevel) {
        int end = Math.min(cursor, cell.length());
        while (end < cell.length() && Character.isJavaIdentifierPart(cell.charAt(end))) {
            end++;
        }
        var found = documentation(cell, end);
        if (found.isEmpty() && end > 0 && (end == cell.length() || cell.charAt(end) != '(')) {
            found = documentation(cell.substring(0, end) + "(", end + 1);
        } else if (found.isEmpty() && end < cell.length()) {
            found = documentation(cell, end + 1);
        }
        if (found.isEmpty()) {
            return null;
        }
        var known = new ArrayList<Known>();
        for (var one : found) {
            var isWorthIt =
                    detailLevel > 0 || one.javadoc() == null || one.javadoc().isBlank();
            known.add(known(one, isWorthIt && known.size() < MOST_SOURCES, detailLevel > 0));
        }
        return bundle(known.stream().distinct().toList());
    }

    /** The first sentence of a documentation comment; null when there is none. */
    @Nullable
    String summary(Documentation found) {
        var comment = known(found, true, false).comment();
        return comment == null ? null : comment.firstSentence();
    }

    private List<Documentation> documentation(String code, int end) {
        var context = AnalysisContext.of(code, end, analysis);
        return context == null
                ? List.of()
                : analysis.documentation(context.code(), context.code().length(), true);
    }

    private Known known(Documentation found, boolean lookUp, boolean withSource) {
        var name = InspectedName.of(found.signature());
        var source = lookUp ? source(name) : null;
        var comment = found.javadoc();
        if ((comment == null || comment.isBlank()) && source != null) {
            comment = source.comment();
        }
        var variable = name.type().isEmpty() && name.parameters() == null ? variable(name.member()) : null;
        return new Known(
                signature(found),
                comment == null || comment.isBlank() ? null : new JavadocText(comment),
                variable == null ? null : valueOf.apply(variable),
                withSource && source != null ? source.source() : null);
    }

    private @Nullable VarSnippet variable(@Nullable String name) {
        return declared.stream()
                .filter(snippet -> snippet.name().equals(name))
                .flatMap(snippet -> snippet instanceof VarSnippet some ? Stream.of(some) : Stream.of())
                .findFirst()
                .orElse(null);
    }

    private JavaSource.@Nullable Found source(InspectedName name) {
        var path = new ArrayList<>(List.of("$"));
        if (name.type().isEmpty()) {
            return inNotebook(String.valueOf(name.member()), path, name);
        }
        var own = name.type().split("\\.", -1);
        path.addAll(List.of(own));
        var found = inNotebook(own[0], path, name);
        if (found == null && "<init>".equals(name.member())) { // A record's canonical constructor or a default one.
            found = inNotebook(own[0], path, new InspectedName(name.type(), null, null));
        }
        return found != null ? found : sources.find(qualified(name.type()), name.member(), name.parameters());
    }

    /** Searches the cells, in which each declaration has its own wrapper class. */
    private JavaSource.@Nullable Found inNotebook(String snippetName, List<String> path, InspectedName name) {
        for (var snippet : declared) {
            var fits = name.type().isEmpty() || snippet instanceof TypeDeclSnippet;
            if (fits && snippet.name().equals(snippetName)) {
                var source = new JavaSource("class $ {\n" + IntersectionTypes.asWritten(snippet.source()) + "\n}");
                var found = source.find(path, name.member(), name.parameters());
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /** The full name of a type that a signature has by its simple name. */
    String qualified(String type) {
        if (Character.isLowerCase(type.codePointAt(0))) {
            return type;
        }
        var found = analysis.documentation(type, type.length(), false);
        if (!found.isEmpty()) {
            return InspectedName.of(found.get(0).signature()).type();
        }
        var names = analysis.listQualifiedNames(type, type.length()).getNames();
        return names.isEmpty() ? type : names.get(0);
    }

    private static String signature(Documentation documentation) {
        var text = documentation.signature();
        var isType = text.indexOf('(') < 0 && text.indexOf(':') < 0;
        return isType ? text : InspectedName.withoutComponents(CompileProblem.withoutPackages(text));
    }

    private static DisplayData bundle(List<Known> known) {
        var data = new JsonObject();
        data.addProperty("text/plain", joined(known, Inspection::plain, "\n\n"));
        data.addProperty("text/markdown", joined(known, Inspection::markdown, "\n\n---\n\n"));
        data.addProperty("text/html", joined(known, Inspection::html, "\n<hr>\n"));
        return new DisplayData(data, new JsonObject(), null);
    }

    private static String joined(List<Known> known, Function<Known, String> look, String between) {
        return known.stream().map(look).distinct().collect(Collectors.joining(between));
    }

    private static String plain(Known known) {
        var parts = new ArrayList<>(List.of(known.signature()));
        if (known.value() != null) {
            parts.add("Value: " + known.value());
        }
        if (known.comment() != null) {
            parts.add(known.comment().plain());
        }
        if (known.source() != null) {
            parts.add("Source:\n" + known.source());
        }
        return String.join("\n\n", parts);
    }

    private static String markdown(Known known) {
        var parts = new ArrayList<>(List.of("```java\n" + known.signature() + "\n```"));
        if (known.value() != null) {
            parts.add("Value: `" + known.value().replace("`", "'") + "`");
        }
        if (known.comment() != null) {
            parts.add(known.comment().markdown());
        }
        if (known.source() != null) {
            parts.add("```java\n" + known.source() + "\n```");
        }
        return String.join("\n\n", parts);
    }

    private static String html(Known known) {
        var html = new StringBuilder(pre(known.signature()));
        if (known.value() != null) {
            html.append("\n<p>Value: <code>")
                    .append(Markup.escape(known.value()))
                    .append("</code></p>");
        }
        if (known.comment() != null) {
            html.append("\n<div>").append(known.comment().html()).append("</div>");
        }
        if (known.source() != null) {
            html.append('\n').append(pre(known.source()));
        }
        return html.toString();
    }

    private static String pre(String code) {
        return "<pre>" + Markup.escape(code) + "</pre>";
    }
}
