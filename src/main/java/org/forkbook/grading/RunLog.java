package org.forkbook.grading;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.forkbook.client.CellFailure;
import org.forkbook.client.RunListener;
import org.forkbook.notebook.MultilineText;
import org.jspecify.annotations.Nullable;

/**
 * Log of a submission's run, by cell: which cells ended, which failed, what the notebook declared before and after each
 * check, and the beginning of what cells printed.
 *
 * <p>Whether a cell failed is taken from the kernel's reply, not from its output, which code can clear.
 */
final class RunLog implements RunListener {

    private static final int MOST_TEXT = 4_000;

    private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;]*m");

    private static final Pattern MISSING = Pattern.compile("cannot find symbol|can't be used before");

    private final Set<Integer> checks;
    private final LongConsumer onKernel;
    private final Set<Integer> ended = new HashSet<>();
    private final Map<Integer, CellFailure> failures = new HashMap<>();
    private final Map<Integer, StringBuilder> texts = new HashMap<>();
    private final Map<Integer, String> tracebacks = new HashMap<>();
    private final Map<Integer, List<Set<String>>> names = new HashMap<>();

    /**
     * A log for one run.
     *
     * @param checks the numbers of the cells that give points
     * @param onKernel told of the kernel's process, once it has answered
     */
    RunLog(Set<Integer> checks, LongConsumer onKernel) {
        this.checks = checks;
        this.onKernel = onKernel;
    }

    @Override
    public void connected(long pid) {
        onKernel.accept(pid);
    }

    @Override
    public boolean asksForNames(int number) {
        return checks.contains(number);
    }

    @Override
    public void declared(int number, Set<String> declared) {
        names.computeIfAbsent(number, unused -> new ArrayList<>()).add(declared);
    }

    @Override
    public void published(int number, String type, JsonObject content) {
        if (type.equals("error") && content.get("traceback") instanceof JsonArray lines) {
            var text = new StringBuilder();
            lines.forEach(line -> text.append(
                            COLOURS.matcher(MultilineText.read(line)).replaceAll(""))
                    .append('\n'));
            tracebacks.putIfAbsent(number, text.toString());
        }
        var text = texts.computeIfAbsent(number, unused -> new StringBuilder());
        switch (type) {
            case "stream" -> add(text, MultilineText.read(content.get("text")));
            case "error" ->
                add(
                        text,
                        MultilineText.read(content.get("ename")) + ": " + MultilineText.read(content.get("evalue"))
                                + "\n");
            case "execute_result", "display_data" -> {
                if (content.get("data") instanceof JsonObject data) {
                    add(text, MultilineText.read(data.get("text/plain")) + "\n");
                }
            }
            default -> {
                // Nothing that is shown.
            }
        }
    }

    private static void add(StringBuilder text, String piece) {
        if (text.length() < MOST_TEXT) {
            text.append(piece);
            if (text.length() > MOST_TEXT) {
                text.setLength(MOST_TEXT);
                text.append("\n…\n");
            }
        }
    }

    @Override
    public void failed(int number, CellFailure failure) {
        failures.putIfAbsent(number, failure);
    }

    @Override
    public void ended(int number) {
        ended.add(number);
    }

    boolean hasEnded(int number) {
        return ended.contains(number);
    }

    @Nullable
    CellFailure failure(int number) {
        return failures.get(number);
    }

    /** Whether a cell failed because one of these names was declared nowhere. */
    boolean lacksOneOf(Set<String> names) {
        return tracebacks.values().stream()
                .filter(text -> MISSING.matcher(text).find())
                .anyMatch(text -> names.stream()
                        .anyMatch(name -> Pattern.compile("\\b" + Pattern.quote(name) + "\\b")
                                .matcher(text)
                                .find()));
    }

    /** The traceback of a failed cell without its colours; empty when there is none. */
    String traceback(int number) {
        return tracebacks.getOrDefault(number, "");
    }

    /** The text that a cell printed, shortened. */
    String text(int number) {
        var text = texts.get(number);
        return text == null ? "" : text.toString();
    }

    /** The names that were declared before and after a check; empty if the kernel didn't report both. */
    Optional<Set<String>> names(int number) {
        var told = names.getOrDefault(number, List.of());
        return told.size() < 2
                ? Optional.empty()
                : Optional.of(told.stream().flatMap(Set::stream).collect(Collectors.toSet()));
    }
}
