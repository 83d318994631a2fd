package org.forkbook.course;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import org.forkbook.course.Lesson.Cell;
import org.forkbook.course.Lesson.Kind;
import org.forkbook.notebook.NotebookCell;

/**
 * Edition of a lesson: for students or for instructors. The source has everything; the student's notebook lacks the
 * solutions, the hidden tests and the marking schemes, which are enclosed in nbgrader's marks:
 *
 * <pre>{@code
 * int square(int n) {
 *     // BEGIN SOLUTION
 *     return n * n;
 *     // END SOLUTION
 * }
 * }</pre>
 */
public enum Edition {
    /** For students: stubs in place of solutions. */
    STUDENT {
        @Override
        public Lesson of(Lesson lesson) {
            return new Lesson(
                    lesson.metadata(),
                    lesson.cells().stream().map(Edition::stripped).toList());
        }
    },
    /** For instructors: everything, marks included. */
    INSTRUCTOR {
        @Override
        public Lesson of(Lesson lesson) {
            return lesson;
        }
    };

    /** The replacement of a program's solution. */
    static final List<String> CODE_STUB =
            List.of("// YOUR CODE HERE", "throw new UnsupportedOperationException(\"Your code is missing here.\");");

    /** The tag of a cell whose output would reveal a solution, because it calls what a student is to write. */
    static final String NO_OUTPUT = "no-output";

    /** The replacement of a written answer. */
    static final List<String> TEXT_STUB = List.of("YOUR ANSWER HERE");

    /** The lesson in this edition. */
    public abstract Lesson of(Lesson lesson);

    /** Whether a cell of this edition has been executed, or need not be. */
    static boolean isExecuted(NotebookCell cell) {
        return !showsOutputs(cell.metadata()) || cell.isExecuted();
    }

    private static Cell stripped(Cell cell) {
        var source = cell.source();
        source = Marks.HIDDEN_TESTS.replaceIn(source, List.of());
        source = Marks.MARKING_SCHEME.replaceIn(source, List.of());
        if (!source.equals(cell.source()) && CellIds.gradeId(cell.metadata()) == null) {
            throw new LessonFormatException(
                    "A cell with hidden parts has no nbgrader grade_id in its options, which is needed"
                            + " to find them again. The cell: "
                            + cell.source().lines().findFirst().orElse(""));
        }
        if (isSolution(cell.metadata())) {
            var stub = stub(cell.kind());
            source = Marks.SOLUTION.areIn(source) ? Marks.SOLUTION.replaceIn(source, stub) : String.join("\n", stub);
        } else if (Marks.SOLUTION.areIn(source)) {
            throw new LessonFormatException("A cell holds \"" + Marks.SOLUTION.begin()
                    + "\" but isn't marked as a solution. Add nbgrader={\"solution\": true, ...} to its options. The cell: "
                    + source.lines().findFirst().orElse(""));
        }
        return new Cell(cell.kind(), source, cell.metadata(), cell.attachments());
    }

    /** The replacement of a solution in a cell of this kind. */
    static List<String> stub(Kind kind) {
        return kind == Kind.CODE ? CODE_STUB : TEXT_STUB;
    }

    static boolean isSolution(JsonObject metadata) {
        return has(metadata, "solution");
    }

    /** Whether a cell holds tests that give points. */
    static boolean isCheck(JsonObject metadata) {
        return has(metadata, "grade") && !has(metadata, "solution");
    }

    /** Whether a student's notebook shows the cell's output: not where that reveals a solution. */
    static boolean showsOutputs(JsonObject metadata) {
        boolean hidden = metadata.get("tags") instanceof JsonArray tags && tags.contains(new JsonPrimitive(NO_OUTPUT));
        return !hidden && !isSolution(metadata) && !has(metadata, "grade");
    }

    private static boolean has(JsonObject metadata, String field) {
        return metadata.get("nbgrader") instanceof JsonObject nbgrader
                && nbgrader.has(field)
                && nbgrader.get(field).getAsBoolean();
    }

    /** A pair of marks, each on its own line, possibly within other text such as a comment. */
    enum Marks {
        SOLUTION("SOLUTION"),
        HIDDEN_TESTS("HIDDEN TESTS"),
        MARKING_SCHEME("MARK SCHEME");

        private final String what;

        Marks(String what) {
            this.what = what;
        }

        String begin() {
            return "BEGIN " + what;
        }

        String end() {
            return "END " + what;
        }

        boolean areIn(String source) {
            return source.contains(begin());
        }

        /** The text with each marked part, marks included, replaced by these lines, indented as the first mark is. */
        String replaceIn(String source, List<String> replacement) {
            var kept = new ArrayList<String>();
            boolean inside = false;
            for (var line : source.split("\n", -1)) {
                if (line.contains(begin())) {
                    if (inside) {
                        throw new LessonFormatException("\"" + begin() + "\" twice without \"" + end() + "\" between.");
                    }
                    inside = true;
                    var indent = line.substring(
                            0, line.length() - line.stripLeading().length());
                    replacement.forEach(stub -> kept.add(indent + stub));
                } else if (inside && line.contains(end())) {
                    inside = false;
                } else if (!inside) {
                    kept.add(line);
                }
            }
            if (inside) {
                throw new LessonFormatException("\"" + begin() + "\" without \"" + end() + "\" after it.");
            }
            return String.join("\n", kept);
        }
    }
}
