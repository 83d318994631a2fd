package org.forkbook.kernel.magic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.forkbook.kernel.magic.Magic.Form;
import org.jspecify.annotations.Nullable;

/**
 * Completion of magics: their names, and their arguments according to their {@linkplain Magic#arguments() help}.
 * Arguments of a magic that are {@code FILE} or {@code PATH} gets the names of files, one that takes {@code
 * GROUP:ARTIFACT:VERSION} the libraries of the local Maven repository, {@code NAME} after {@code env} those of the
 * environment.
 *
 * @param matches what may stand from {@code start} to the cursor
 * @param start where the replaced text begins, in UTF-16 units
 */
public record MagicCompletion(List<Match> matches, int start) {

    private static final Pattern LINE = Pattern.compile("\\s*(%%?)(\\w*)(?:([ \\t]+)(.*))?");

    /**
     * A match.
     *
     * @param kind {@code magic}, {@code path}, {@code dependency} or {@code text}
     * @param note what it is, in a sentence; null when there is nothing to say
     */
    public record Match(String text, String kind, @Nullable String note) {}

    /** The ways to go on at a cursor; null when it is not in a magic, or in the Java of one. */
    public static @Nullable MagicCompletion of(Magics magics, String code, int cursor) {
        int lineStart = code.lastIndexOf('\n', cursor - 1) + 1;
        var line = LINE.matcher(code.substring(lineStart, cursor));
        if (!line.matches()) {
            return null;
        }
        var isCell = line.group(1).equals("%%");
        if (isCell && !code.substring(0, lineStart).isBlank()) {
            return null;
        }
        if (line.group(3) == null) {
            return names(
                    magics, lineStart + line.start(1), line.group(1), line.group(2), isBlankBefore(code, lineStart));
        }
        var magic = magics.find(isCell ? Form.CELL : Form.LINE, line.group(2));
        var typed = line.group(4);
        if (magic == null || magic.arguments().contains("JAVA")) {
            return null;
        }
        return arguments(magic, lineStart + line.start(4), typed);
    }

    private static boolean isBlankBefore(String code, int lineStart) {
        return code.substring(0, lineStart).isBlank();
    }

    private static @Nullable MagicCompletion names(
            Magics magics, int start, String sign, String begin, boolean isFirst) {
        var matches = new ArrayList<Match>();
        for (var form : Form.values()) {
            if (form.sign().startsWith(sign) && (form == Form.LINE || isFirst)) {
                for (var magic : magics.all(form)) {
                    if (magic.name().startsWith(begin)) {
                        matches.add(new Match(form.sign() + magic.name(), "magic", magic.summary()));
                    }
                }
            }
        }
        return new MagicCompletion(matches, start);
    }

    private static MagicCompletion arguments(Magic magic, int start, String typed) {
        int word = Math.max(typed.lastIndexOf(' '), typed.lastIndexOf('\t')) + 1;
        var begin = typed.substring(word);
        var takes = magic.arguments();
        if (takes.contains("GROUP:")) {
            return matches(LocalCoordinates.ofUser()::after, begin, "dependency", start + word);
        }
        if (magic.name().equals("env")) {
            Function<String, List<String>> variables = some -> System.getenv().keySet().stream()
                    .filter(name -> name.startsWith(some))
                    .sorted()
                    .toList();
            return matches(variables, begin, "text", start + word);
        }
        if (takes.contains("FILE") || takes.contains("PATH") || takes.contains("FOLDER")) {
            return matches(FileNames::after, begin, "path", start + word + begin.lastIndexOf('/') + 1);
        }
        return new MagicCompletion(List.of(), start + word);
    }

    private static MagicCompletion matches(Function<String, List<String>> ways, String begin, String kind, int start) {
        return new MagicCompletion(
                ways.apply(begin).stream()
                        .map(text -> new Match(text, kind, null))
                        .toList(),
                start);
    }
}
