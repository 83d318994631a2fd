package org.forkbook.course;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.forkbook.notebook.MultilineText;
import org.forkbook.notebook.Notebook;
import org.forkbook.notebook.NotebookCell;

/**
 * Comparison of the outputs of a lesson's run, with solutions, with those that the students' notebook has recorded.
 */
final class OutputComparison {

    private final Notebook recorded;
    private final Notebook run;

    OutputComparison(Notebook recorded, Notebook run) {
        this.recorded = recorded;
        this.run = run;
    }

    List<OutputDifference> differences() {
        var old = recorded.cells();
        var now = run.cells();
        if (old.size() != now.size()) {
            return List.of(new OutputDifference(0, "", "number of cells", old.size() + "", now.size() + ""));
        }
        var found = new ArrayList<OutputDifference>();
        for (int i = 0; i < now.size(); i++) {
            if (now.get(i).isCode() && !now.get(i).source().isBlank()) {
                int number = i + 1;
                var code = firstLine(now.get(i).source());
                difference(old.get(i), now.get(i))
                        .ifPresent(each -> found.add(
                                new OutputDifference(number, code, each.what(), each.recorded(), each.got())));
            }
        }
        return found;
    }

    /** The solutions and checks of an executed lesson that failed. */
    static List<OutputDifference> failures(Notebook executed) {
        var cells = executed.cells();
        var failures = new ArrayList<OutputDifference>();
        for (int i = 0; i < cells.size(); i++) {
            var cell = cells.get(i);
            var error = parts(cell).get("error");
            if (cell.isCode() && error != null && !Edition.showsOutputs(cell.metadata())) {
                failures.add(new OutputDifference(i + 1, firstLine(cell.source()), "error", "", error));
            }
        }
        return failures;
    }

    private static String firstLine(String source) {
        return source.strip().lines().findFirst().orElse("");
    }

    private static Optional<OutputDifference> difference(NotebookCell old, NotebookCell now) {
        var wanted = Edition.showsOutputs(now.metadata()) ? parts(old) : new LinkedHashMap<String, String>();
        var got = parts(now);
        if (!Edition.showsOutputs(now.metadata())) {
            // Outputs that aren't recorded can't be compared; but a solution must not fail, and a check must be silent
            // for graders.
            got.keySet().removeIf(part -> !part.startsWith("error") && !Edition.isCheck(now.metadata()));
            got.remove("stdout");
        } else if (!old.isExecuted()) {
            return Optional.of(new OutputDifference(0, "", "not recorded", "(never executed)", "(executed)"));
        }
        var allowed = AllowedDifferences.of(now.metadata());
        if (Edition.showsOutputs(now.metadata()) && !allowed.lines().isEmpty()) {
            var unlike = byPatterns(shown(got), allowed);
            if (unlike.isPresent()) {
                return unlike;
            }
            wanted.replaceAll((part, text) -> isShown(part) ? formats(text) : text);
            got.replaceAll((part, text) -> isShown(part) ? formats(text) : text);
            wanted.remove("stdout");
            got.remove("stdout");
        }
        for (var part : union(wanted, got)) {
            var difference = difference(part, wanted.getOrDefault(part, ""), got.getOrDefault(part, ""), allowed);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private static List<String> union(Map<String, String> some, Map<String, String> others) {
        var all = new ArrayList<>(some.keySet());
        others.keySet().stream().filter(part -> !all.contains(part)).forEach(all::add);
        return all;
    }

    private static Optional<OutputDifference> difference(
            String part, String wanted, String got, AllowedDifferences allowed) {
        var old = OutputText.of(wanted, allowed);
        var now = OutputText.of(got, allowed);
        for (int i = 0; i < Math.max(old.lines().size(), now.lines().size()); i++) {
            var oldLine = i < old.lines().size() ? old.lines().get(i) : "(nothing)";
            var newLine = i < now.lines().size() ? now.lines().get(i) : "(nothing)";
            if (!oldLine.equals(newLine)) {
                return Optional.of(new OutputDifference(0, "", part + ", line " + (i + 1), oldLine, newLine));
            }
        }
        return old.pids() == now.pids()
                ? Optional.empty()
                : Optional.of(new OutputDifference(
                        0, "", part + ", different PIDs", Integer.toString(old.pids()), Integer.toString(now.pids())));
    }

    /** Whether a part is a result or a display, rather than a stream or an error. */
    private static boolean isShown(String part) {
        return !part.startsWith("error") && !part.equals("stderr") && !part.equals("stdout");
    }

    /** A cell's printed text with the text of its displays, so that patterns can match images and tables. */
    private static String shown(Map<String, String> parts) {
        var text = new StringBuilder(parts.getOrDefault("stdout", ""));
        parts.forEach((part, own) -> {
            if (isShown(part)) {
                text.append('\n').append(own, 0, own.length() - formats(own).length());
            }
        });
        return text.toString();
    }

    /** The last line of such a part, with its formats. */
    private static String formats(String data) {
        return data.substring(data.lastIndexOf('\n') + 1);
    }

    private static Optional<OutputDifference> byPatterns(String got, AllowedDifferences allowed) {
        var unused = new ArrayList<>(allowed.lines());
        for (var raw : got.lines().toList()) {
            var line = OutputText.tidy(raw);
            var fitting = allowed.lines().stream()
                    .filter(pattern -> pattern.matcher(line).matches())
                    .toList();
            if (fitting.isEmpty() && !line.isEmpty()) {
                return Optional.of(
                        new OutputDifference(0, "", "stdout", "a line like one of these: " + allowed.lines(), line));
            }
            unused.removeAll(fitting);
        }
        return unused.isEmpty()
                ? Optional.empty()
                : Optional.of(new OutputDifference(0, "", "stdout", "a line like " + unused.get(0), "(none)"));
    }

    /** A cell's outputs: each stream as one text, everything else by itself. */
    private static Map<String, String> parts(NotebookCell cell) {
        var parts = new LinkedHashMap<String, String>();
        int number = 0;
        for (JsonElement element : cell.outputs()) {
            var output = element.getAsJsonObject();
            var type = MultilineText.read(output.get("output_type"));
            switch (type) {
                case "stream" ->
                    parts.merge(
                            MultilineText.read(output.get("name")),
                            MultilineText.read(output.get("text")),
                            String::concat);
                case "error" ->
                    parts.put(
                            "error",
                            MultilineText.read(output.get("ename")) + ": " + MultilineText.read(output.get("evalue")));
                default -> parts.put(type.replace('_', ' ') + " " + ++number, data(output));
            }
        }
        return parts;
    }

    private static String data(JsonObject output) {
        var data = output.getAsJsonObject("data");
        return MultilineText.read(data.get("text/plain")) + "\n" + String.join(" ", new TreeSet<>(data.keySet()));
    }
}
