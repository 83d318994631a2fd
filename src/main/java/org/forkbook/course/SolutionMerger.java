package org.forkbook.course;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.forkbook.course.Edition.Marks;
import org.forkbook.course.Lesson.Cell;
import org.jspecify.annotations.Nullable;

/**
 * Merger of a student's notebook with its source: it restores the solutions and hidden tests that the notebook lacks,
 * because a teacher may edit that notebook in JupyterLab. Cells are matched by their grade ids.
 */
final class SolutionMerger {

    private final Map<String, Cell> originals = new HashMap<>();

    private SolutionMerger(Lesson source) {
        for (var cell : source.cells()) {
            var id = CellIds.gradeId(cell.metadata());
            if (id != null && (hasMarks(cell.source()) || Edition.isSolution(cell.metadata()))) {
                originals.put(id, cell);
            }
        }
    }

    /**
     * The edited cells, with the source's marked parts in them.
     *
     * @throws LessonFormatException if one no longer has a place, so that it would be lost
     */
    static List<Cell> in(List<Cell> edited, Lesson source) {
        var seen = new HashSet<String>();
        for (var cell : edited) {
            var id = CellIds.gradeId(cell.metadata());
            if (id != null && !seen.add(id)) {
                throw new LessonFormatException("The notebook has two cells with the nbgrader grade_id \"" + id
                        + "\", as a copied exercise has. Give the copy another one, or delete it.");
            }
        }
        var merger = new SolutionMerger(source);
        var cells = edited.stream().map(merger::restored).toList();
        if (!merger.originals.isEmpty()) {
            throw new LessonFormatException("The notebook has no cell for " + merger.originals.keySet()
                    + ", whose solutions or hidden tests are in the source only. If that is meant, delete those cells from"
                    + " the source first.");
        }
        return cells;
    }

    private Cell restored(Cell cell) {
        var original = originals.remove(CellIds.gradeId(cell.metadata()));
        if (original == null || hasMarks(cell.source())) {
            return cell;
        }
        return new Cell(cell.kind(), merged(cell, original), cell.metadata(), cell.attachments());
    }

    private static boolean hasMarks(String source) {
        return Arrays.stream(Marks.values()).anyMatch(marks -> marks.areIn(source));
    }

    /** Merges both texts in one pass; {@code at} is the position in the edited text for the next marked part. */
    private static String merged(Cell cell, Cell original) {
        if (!hasMarks(original.source())) {
            var stub = String.join("\n", Edition.stub(original.kind()));
            return cell.source().equals(stub) ? original.source() : cell.source();
        }
        var lines = new ArrayList<>(List.of(cell.source().split("\n", -1)));
        int at = 0;
        String before = null;
        var parts = parts(original);
        for (int i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            if (part.stub() == null) {
                before = part.lines().get(part.lines().size() - 1);
                continue;
            }
            int place = part.stub().isEmpty()
                    ? after(before, lines, at)
                    : at + Collections.indexOfSubList(lines.subList(at, lines.size()), part.stub());
            if (place < at && part.stub().isEmpty() && i == parts.size() - 1) {
                place = lines.size();
            }
            if (place < at) {
                throw new LessonFormatException(
                        "The cell \"" + CellIds.gradeId(cell.metadata())
                                + "\" was changed where its solution or its hidden tests belong. Make the change in the source.");
            }
            lines.subList(place, place + part.stub().size()).clear();
            lines.addAll(place, part.lines());
            at = place + part.lines().size();
            before = null;
        }
        return String.join("\n", lines);
    }

    /**
     * The position after a line; the current one when there is no line since the last marked part, and negative when it
     * is gone.
     */
    private static int after(@Nullable String line, List<String> lines, int from) {
        if (line == null) {
            return from;
        }
        int found = lines.subList(from, lines.size()).indexOf(line);
        return found < 0 ? -1 : from + found + 1;
    }

    /**
     * A marked or unmarked part of a source.
     *
     * @param stub the lines' replacement in a student's notebook; null for an unmarked part
     */
    private record Part(List<String> lines, @Nullable List<String> stub) {}

    private static List<Part> parts(Cell original) {
        var parts = new ArrayList<Part>();
        var open = new ArrayList<String>();
        @Nullable Marks inside = null;
        for (var line : original.source().split("\n", -1)) {
            var begun = inside != null ? null : begin(line);
            if (begun != null) {
                if (!open.isEmpty()) {
                    parts.add(new Part(List.copyOf(open), null));
                }
                open.clear();
                inside = begun;
            }
            open.add(line);
            if (inside != null && line.contains(inside.end())) {
                parts.add(new Part(List.copyOf(open), stub(original, inside, open)));
                open.clear();
                inside = null;
            }
        }
        if (!open.isEmpty()) {
            parts.add(new Part(List.copyOf(open), null));
        }
        return parts;
    }

    private static @Nullable Marks begin(String line) {
        return Arrays.stream(Marks.values())
                .filter(marks -> marks.areIn(line))
                .findFirst()
                .orElse(null);
    }

    private static List<String> stub(Cell original, Marks marks, List<String> part) {
        if (marks != Marks.SOLUTION) {
            return List.of();
        }
        var shown = marks.replaceIn(String.join("\n", part), Edition.stub(original.kind()));
        return List.of(shown.split("\n", -1));
    }
}
