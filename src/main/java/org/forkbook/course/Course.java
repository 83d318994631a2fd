package org.forkbook.course;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A folder of lessons' sources and the folder of the notebooks made from them; {@code lessons/05-squares.md} becomes
 * {@code notebooks/05-squares.ipynb}.
 *
 * <pre>{@code
 * var course = new Course(Path.of("lessons"), Path.of("notebooks"));
 * for (String name : course.names()) {
 *     if (!course.isBuilt(name)) {
 *         course.build(name, notebook -> notebook);
 *     }
 * }
 * }</pre>
 */
public final class Course {

    private static final String SOURCE = ".md";
    private static final String NOTEBOOK = ".ipynb";

    private final Path lessons;
    private final Path notebooks;

    /** A course whose folders need not exist yet. */
    public Course(Path lessons, Path notebooks) {
        this.lessons = lessons;
        this.notebooks = notebooks;
    }

    /** The lessons' names, in order: their sources' file names without the ending. Files without a header are no lessons. */
    public List<String> names() throws IOException {
        try (var files = Files.list(lessons)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d.*\\" + SOURCE))
                    .map(name -> name.substring(0, name.length() - SOURCE.length()))
                    .sorted()
                    .toList();
        }
    }

    /** Where the source of a lesson is. */
    public Path source(String name) {
        return lessons.resolve(name + SOURCE);
    }

    /** Where the notebook of a lesson is, or will be. */
    public Path notebook(String name) {
        return notebooks.resolve(name + NOTEBOOK);
    }

    /**
     * Reads a lesson.
     *
     * @throws LessonFormatException if its source can't be read; the message names the file
     */
    public Lesson read(String name) throws IOException {
        try {
            return LessonSource.parse(Files.readString(source(name)));
        } catch (NoSuchFileException e) {
            throw new LessonFormatException(
                    "There is no lesson \"" + name + "\" in " + lessons + ". There are: " + String.join(", ", names()),
                    e);
        } catch (LessonFormatException e) {
            throw new LessonFormatException(source(name) + ": " + e.getMessage(), e);
        }
    }

    /** Whether the notebook is there, holds what the source holds, and has been executed. */
    public boolean isBuilt(String name) throws IOException {
        if (!Files.exists(notebook(name))) {
            return false;
        }
        try {
            var notebook = NotebookFormat.read(Files.readString(notebook(name)));
            var lesson = Edition.STUDENT.of(read(name));
            return NotebookFormat.lesson(notebook).equals(NotebookFormat.lesson(NotebookFormat.notebook(lesson)))
                    && notebook.getAsJsonArray("cells").asList().stream().allMatch(Course::isExecuted);
        } catch (LessonFormatException e) {
            // Whatever stands there is not the lesson's notebook; it will be built anew.
            return false;
        }
    }

    private static boolean isExecuted(JsonElement cell) {
        var json = cell.getAsJsonObject();
        return !json.get("cell_type").getAsString().equals(Lesson.Kind.CODE.wireName())
                || !json.has("execution_count")
                || !json.get("execution_count").isJsonNull()
                || NotebookFormat.text(json.get("source")).isBlank();
    }

    /** Makes a lesson's notebook for students from its source, has it executed, and writes it. Returns where it is. */
    public Path build(String name, Execution execution) throws IOException {
        var notebook = execution.execute(NotebookFormat.notebook(Edition.STUDENT.of(read(name))));
        write(notebook(name), NotebookFormat.write(notebook));
        return notebook(name);
    }

    /**
     * Takes a notebook that was edited elsewhere into the source of the same name. Outputs are left behind: a build makes
     * them anew. Solutions and hidden tests that the notebook lacks are kept.
     *
     * @return the source
     * @throws LessonFormatException if the file is not a notebook; the message names it
     */
    public Path take(Path edited) throws IOException {
        var file = edited.getFileName().toString();
        var name = file.endsWith(NOTEBOOK) ? file.substring(0, file.length() - NOTEBOOK.length()) : file;
        Lesson lesson;
        try {
            lesson = NotebookFormat.lesson(NotebookFormat.read(Files.readString(edited)));
        } catch (LessonFormatException e) {
            throw new LessonFormatException(edited + ": " + e.getMessage(), e);
        }
        var metadata = lesson.metadata().deepCopy();
        metadata.add("jupytext", LessonHeader.jupytextSettings());
        var cells = lesson.cells();
        if (Files.exists(source(name))) {
            var before = read(name);
            cells = SecretsKept.in(cells, before);
            if (before.metadata().has("jupytext")) {
                metadata.add("jupytext", before.metadata().get("jupytext"));
            }
        }
        write(source(name), LessonSource.write(new Lesson(metadata, cells)));
        return source(name);
    }

    /** Writes a file in one step, so that nobody sees half of it. */
    private static void write(Path file, String text) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        var half = Files.createTempFile(folder, ".", ".tmp");
        try {
            Files.writeString(half, text);
            Files.move(half, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(half);
        }
    }

    /** Runs a notebook, and gives it back with its outputs. */
    public interface Execution {

        /**
         * Executes all cells.
         *
         * @throws IOException if the kernel fails, or a cell does that isn't meant to
         */
        JsonObject execute(JsonObject notebook) throws IOException;
    }
}
