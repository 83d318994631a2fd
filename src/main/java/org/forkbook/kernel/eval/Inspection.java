package org.forkbook.kernel.eval;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import org.forkbook.kernel.display.DisplayData;
import org.jspecify.annotations.Nullable;

/** What is known about a name: signatures, and documentation where its source is at hand. */
final class Inspection {
    private final SourceCodeAnalysis analysis;

    Inspection(SourceCodeAnalysis analysis) {
        this.analysis = analysis;
    }

    @Nullable
    DisplayData inspect(String cell, int cursor) {
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
        return found.isEmpty() ? null : bundle(found);
    }

    private List<Documentation> documentation(String code, int end) {
        var place = Surroundings.of(code, end, analysis);
        return analysis.documentation(place.code(), place.code().length(), true);
    }

    private static DisplayData bundle(List<Documentation> found) {
        var plain = found.stream().map(Inspection::plain).distinct().collect(Collectors.joining("\n\n"));
        var markdown = found.stream().map(Inspection::markdown).distinct().collect(Collectors.joining("\n\n---\n\n"));
        var data = new JsonObject();
        data.addProperty("text/plain", plain);
        data.addProperty("text/markdown", markdown);
        return new DisplayData(data, new JsonObject(), null);
    }

    private static String plain(Documentation documentation) {
        var text = documentation.javadoc();
        return text == null || text.isBlank()
                ? signature(documentation)
                : signature(documentation) + "\n\n" + withoutTags(text);
    }

    private static String signature(Documentation documentation) {
        var text = documentation.signature();
        var isType = text.indexOf('(') < 0 && text.indexOf(':') < 0;
        return isType ? text : CompileProblem.withoutPackages(text);
    }

    private static String markdown(Documentation documentation) {
        var parts = new ArrayList<String>();
        parts.add("```java\n" + signature(documentation) + "\n```");
        var text = documentation.javadoc();
        if (text != null && !text.isBlank()) {
            parts.add(text.strip()); // Markdown takes Javadoc's HTML as it is.
        }
        return String.join("\n\n", parts);
    }

    private static String withoutTags(String javadoc) {
        return javadoc.replaceAll("\\{@(?:code|link|linkplain|literal)\\s+([^}]*)\\}", "$1")
                .replaceAll("</?[a-zA-Z][^>]*>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
                .strip();
    }
}
