package org.forkbook.course;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.forkbook.notebook.Notebook;
import org.forkbook.notebook.NotebookFormatException;

/**
 * Course: a folder of lessons' sources and the folder of the notebooks built from them; {@code lessons/05-squares.md}
 * becomes {@code notebooks/05-squares.ipynb}.
 *
 * <pre>{@code
 * var course = new Course(Path.of("lessons"), Path.of("notebooks"));
 * for (String name : course.names()) {
 *     if (!course.isBuilt(name)) {
 *         course.build(name, (notebook, folder) -> true);
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

    /**
     * The lessons' names, in order: their sources' file names without the ending. Files without a header are no
     * lessons.
     */
    public List<String> names() throws IOException {
        try (var files = Files.list(lessons)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d.*\\" + SOURCE))
                    .map(name -> name.substring(0, name.length() - SOURCE.length()))
                    .sorted()
                    .toList();
        }
    }

    /** The path of a lesson's source. */
    public Path source(String name) {
        return lessons.resolve(name + SOURCE);
    }

    /** The path of a lesson's notebook, which need not exist yet. */
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

    /** Whether the notebook exists, matches the source, and has been executed. */
    public boolean isBuilt(String name) throws IOException {
        if (!Files.exists(notebook(name))) {
            return false;
        }
        var wanted = LessonNotebook.of(Edition.STUDENT.of(read(name)));
        try {
            var built = Notebook.read(notebook(name));
            return LessonNotebook.lesson(built).equals(LessonNotebook.lesson(wanted))
                    && built.cells().stream().allMatch(Edition::isExecuted);
        } catch (NotebookFormatException | LessonFormatException e) {
            // The file is not the lesson's notebook; it will be rebuilt.
            return false;
        }
    }

    /** A lesson's notebook in one of its editions, without outputs. */
    public Notebook notebook(String name, Edition edition) throws IOException {
        return LessonNotebook.of(edition.of(read(name)));
    }

    /**
     * Builds a lesson's notebook for students from its source: executes it with the solutions and, if that succeeds,
     * writes it with those outputs that don't reveal solutions.
     *
     * @return whether it succeeded; if not, the old notebook is unchanged
     * @throws LessonFormatException if one of its own solutions fails, or fails its check
     */
    public boolean build(String name, Execution execution) throws IOException, InterruptedException {
        var student = notebook(name, Edition.STUDENT);
        var executed = notebook(name, Edition.INSTRUCTOR);
        Files.createDirectories(notebooks);
        boolean well = execution.execute(executed, notebooks);
        if (well) {
            requireSolved(name, executed);
            LessonNotebook.takeShownOutputs(student, executed);
            student.write(notebook(name));
        }
        return well;
    }

    /**
     * Builds a lesson's notebook for instructors, with solutions, hidden tests and all outputs, in a separate folder.
     *
     * @return its path; empty if it could not be executed
     */
    public Optional<Path> buildWithSolutions(String name, Path folder, Execution execution)
            throws IOException, InterruptedException {
        var target = folder.resolve(name + NOTEBOOK);
        if (Files.exists(notebook(name)) && Files.exists(target) && Files.isSameFile(notebook(name), target)) {
            throw new LessonFormatException(folder + " is where the students' notebooks are. Choose another folder for"
                    + " those with solutions, best outside what you share.");
        }
        var executed = notebook(name, Edition.INSTRUCTOR);
        Files.createDirectories(folder);
        if (!execution.execute(executed, folder)) {
            return Optional.empty();
        }
        requireSolved(name, executed);
        executed.write(target);
        return Optional.of(target);
    }

    /** A check may fail in an unsolved notebook, so its failure doesn't end a run; here everything is solved. */
    private void requireSolved(String name, Notebook executed) {
        for (var failure : OutputComparison.failures(executed)) {
            throw new LessonFormatException(source(name) + ": cell " + failure.cell() + ", " + failure.code()
                    + ": the lesson's own solution fails: " + failure.got());
        }
    }

    /**
     * Runs a lesson with its solutions, and compares the outputs with those that its notebook has recorded.
     *
     * @param execution goes on after errors, which are differences like others
     * @return the differences; empty if all outputs are as recorded
     */
    public List<OutputDifference> verify(String name, Execution execution) throws IOException, InterruptedException {
        var fresh = notebook(name, Edition.STUDENT);
        var executed = notebook(name, Edition.INSTRUCTOR);
        if (!Files.exists(notebook(name))) {
            return List.of(
                    new OutputDifference(0, "", "no notebook", notebook(name).toString(), "not there: build it"));
        }
        var recorded = Notebook.read(notebook(name));
        if (!LessonNotebook.hasCodeOf(fresh, recorded)) {
            return List.of(new OutputDifference(0, "", "code", "other than in the source", "build the lesson first"));
        }
        if (!execution.execute(executed, notebooks)) {
            return List.of(new OutputDifference(0, "", "run", "to the end", "not run to the end"));
        }
        return new OutputComparison(recorded, executed).differences();
    }

    /**
     * Rewrites a lesson's notebook with its present outputs, if its code matches the source and only prose has changed.
     *
     * @return whether that was so; if not, nothing was written
     */
    public boolean renewProse(String name) throws IOException {
        return renew(name, false);
    }

    /**
     * The same when exercises and checks have changed, too, whose outputs a notebook doesn't show. Nothing is executed:
     * tests make sure that solutions pass their checks.
     *
     * @return whether all other code is unchanged; if not, nothing was written
     */
    public boolean renewExercises(String name) throws IOException {
        return renew(name, true);
    }

    private boolean renew(String name, boolean exercises) throws IOException {
        if (!Files.exists(notebook(name))) {
            return false;
        }
        var wanted = LessonNotebook.of(Edition.STUDENT.of(read(name)));
        try {
            var built = Notebook.read(notebook(name));
            if (!LessonNotebook.takeOutputs(wanted, built, exercises)) {
                return false;
            }
        } catch (NotebookFormatException | LessonFormatException e) {
            // The file is not the lesson's notebook, so it has no outputs to reuse.
            return false;
        }
        wanted.write(notebook(name));
        return true;
    }

    /**
     * Imports an edited notebook into the source of the same name. Outputs are dropped: a build creates them. Solutions
     * and hidden tests that the notebook lacks are kept.
     *
     * @return the source
     * @throws LessonFormatException if a solution would be lost; the message names the file
     * @throws NotebookFormatException if the file is not a notebook; the message names the file
     */
    public Path take(Path edited) throws IOException {
        var file = String.valueOf(edited.getFileName());
        var name = file.endsWith(NOTEBOOK) ? file.substring(0, file.length() - NOTEBOOK.length()) : file;
        try {
            var text = LessonSource.write(taken(LessonNotebook.lesson(Notebook.read(edited)), name));
            Files.createDirectories(lessons);
            Files.writeString(source(name), text);
            return source(name);
        } catch (LessonFormatException e) {
            throw new LessonFormatException(edited + ": " + e.getMessage(), e);
        }
    }

    private Lesson taken(Lesson edited, String name) throws IOException {
        var metadata = edited.metadata().deepCopy();
        metadata.add("jupytext", LessonHeader.jupytextSettings());
        if (!Files.exists(source(name))) {
            return new Lesson(metadata, edited.cells());
        }
        var before = read(name);
        if (before.metadata().has("jupytext")) {
            metadata.add("jupytext", before.metadata().get("jupytext"));
        }
        return new Lesson(metadata, SolutionMerger.in(edited.cells(), before));
    }

    /** Runs a notebook's cells. */
    public interface Execution {

        /**
         * Executes all cells, and puts their outputs into the notebook.
         *
         * @param notebook the notebook, without outputs
         * @param folder the folder it will be in
         * @return whether it succeeded, so that the notebook is worth keeping
         */
        boolean execute(Notebook notebook, Path folder) throws IOException, InterruptedException;
    }
}
