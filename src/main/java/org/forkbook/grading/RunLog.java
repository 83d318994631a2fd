package org.forkbook.grading;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import org.forkbook.client.CellFailure;
import org.forkbook.client.RunListener;
import org.forkbook.notebook.MultilineText;
import org.forkbook.notebook.NotebookCell;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a submission's run, by cell: which cells ended, which failed, and the beginning of what they printed.
 *
 * <p>Whether a cell failed is what the kernel replied, not what stands in its output, which code can clear. And text is
 * kept only up to the first hidden test: what comes later may have been read there.
 */
final class RunLog implements RunListener {

    private static final int MOST_TEXT = 4_000;

    private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;]*m");

    private static final Pattern MISSING = Pattern.compile("cannot find symbol|can't be used before");

    private final Set<Integer> hiding;
    private final LongConsumer onKernel;
    private final Set<Integer> ended = new HashSet<>();
    private final Map<Integer, CellFailure> failures = new HashMap<>();
    private final Map<Integer, StringBuilder> texts = new HashMap<>();
    private final Map<Integer, String> tracebacks = new HashMap<>();
    private boolean frozen;

    /**
     * A log for one run.
     *
     * @param hiding the numbers of the cells that have hidden tests
     * @param onKernel told of the kernel's process, once it has answered
     */
    RunLog(Set<Integer> hiding, LongConsumer onKernel) {
        this.hiding = hiding;
        this.onKernel = onKernel;
    }

    @Override
    public void connected(long pid) {
        onKernel.accept(pid);
    }

    @Override
    public void started(int number, int count, NotebookCell cell) {
        frozen |= hiding.contains(number);
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
        if (frozen) {
            return;
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
                // Nothing that a reader sees.
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

    /** What a cell printed; of one that ran after a hidden test, only how it failed. */
    String text(int number) {
        var text = texts.get(number);
        var failure = failures.get(number);
        if (text == null && failure != null) {
            return failure.name().equals(Explanation.NOT_COMPILED)
                    ? Explanation.firstProblem(traceback(number))
                    : "It ended with " + failure.name() + ".";
        }
        return text == null ? "" : text.toString();
    }
}
