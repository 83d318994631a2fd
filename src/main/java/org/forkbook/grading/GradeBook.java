package org.forkbook.grading;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.forkbook.grading.GradedSubmission.Score;

/**
 * Store of a class's results: a table for the teacher, a page for each student, and a cache of graded submissions, so
 * that a second run grades only new or changed ones.
 *
 * <p>Each file is written atomically, and the table after each result: a run that is stopped keeps its results. Safe
 * for several threads.
 */
public final class GradeBook {

    private static final Path MEMORY = Path.of(".graded");
    private static final Path LESSON = MEMORY.resolve("lesson");

    private final Assignment assignment;
    private final Path table;
    private final Path feedback;
    private final String rules;
    private final Map<String, GradedSubmission> graded = new TreeMap<>(); // guarded by this

    /**
     * A grade book; its folders are made when they are needed.
     *
     * @param table the CSV file
     * @param feedback the folder of the pages
     * @param rules everything that the results depend on besides the submission: the lesson's text, the limits
     */
    public GradeBook(Assignment assignment, Path table, Path feedback, String rules) {
        this.assignment = assignment;
        this.table = table;
        this.feedback = feedback;
        this.rules = rules;
    }

    /**
     * Checks that the results can be written, and overwrite none of another lesson.
     *
     * @throws IOException if they can't; its message says what to do
     */
    public void open() throws IOException {
        if (Files.isDirectory(table)) {
            throw new IOException(
                    table + " is a folder; name a file for the table, such as " + table.resolve("grades.csv"));
        }
        var lesson = feedback.resolve(LESSON);
        if (Files.exists(lesson)) {
            var other = Files.readString(lesson).strip();
            if (!other.equals(assignment.lesson())) {
                throw new IOException(table + " and " + feedback + " have the results of " + other
                        + "; give this lesson its own table, such as --out " + assignment.lesson() + ".csv");
            }
        } else if (Files.exists(table) && !Files.readString(table).matches("(?s)(student,.*)?")) {
            throw new IOException(table + " exists and isn't a table of grades; choose another name with --out");
        }
        try {
            write(lesson, assignment.lesson() + "\n");
            if (!Files.exists(table)) {
                writeTable();
            }
        } catch (FileSystemException e) {
            throw new IOException(
                    "results can't be written to " + table + " and " + feedback + ": "
                            + (e instanceof AccessDeniedException ? "no permission to write" : e.getMessage()),
                    e);
        }
    }

    /** Whether a folder is one of pages, of whichever lesson. */
    static boolean hasPages(Path folder) {
        return Files.exists(folder.resolve(LESSON));
    }

    /** The folder of the pages. */
    public Path feedback() {
        return feedback;
    }

    /** The results so far, by student. */
    public synchronized List<GradedSubmission> all() {
        return List.copyOf(graded.values());
    }

    /** The page of a student. */
    public Path page(String student) {
        return feedback.resolve(student + ".html");
    }

    /** Adopts and returns the result of an earlier run, if nothing has changed since. */
    public Optional<GradedSubmission> recall(Submission submission) throws IOException {
        var memory = memory(submission.student());
        if (!Files.exists(memory) || !Files.exists(page(submission.student()))) {
            return Optional.empty();
        }
        GradedSubmission known;
        try {
            var remembered = new Gson().fromJson(Files.readString(memory), Remembered.class);
            if (!remembered.digest().equals(digest(submission))) {
                return Optional.empty();
            }
            known = remembered.of(submission.student());
        } catch (IOException | RuntimeException e) {
            // An unreadable cache entry or submission counts as missing: the submission is graded again.
            return Optional.empty();
        }
        keep(known);
        return Optional.of(known);
    }

    /**
     * Enters a result: its page, and the table.
     *
     * @return the result as the table has it, which mentions a page that can't be written
     * @throws IOException if the table can't be written
     */
    public GradedSubmission enter(Submission submission, GradedSubmission result) throws IOException {
        var entered = result;
        try {
            write(page(result.student()), FeedbackPage.of(assignment.lesson(), result));
            write(
                    memory(result.student()),
                    new Gson().toJson(new Remembered(digest(submission), result.status(), result.scores())));
        } catch (IOException | RuntimeException e) {
            entered = result.withStatus(result.status() + ", but its page can't be written: " + e.getMessage());
        }
        keep(entered);
        return entered;
    }

    /** Enters that a submission could not be graded, for a reason that may be temporary: nothing is cached. */
    public GradedSubmission enterUngraded(Submission submission, String reason) throws IOException {
        var ungraded = GradedSubmission.ungraded(submission, assignment, "not graded: " + reason);
        try {
            Files.deleteIfExists(memory(submission.student()));
            write(page(submission.student()), FeedbackPage.of(assignment.lesson(), ungraded));
        } catch (IOException | RuntimeException e) {
            ungraded = ungraded.withStatus(ungraded.status() + "; nor can its page be written: " + e.getMessage());
        }
        keep(ungraded);
        return ungraded;
    }

    private synchronized void keep(GradedSubmission result) throws IOException {
        graded.put(result.student(), result);
        writeTable();
    }

    /** Writes the table as it is now. */
    public synchronized void writeTable() throws IOException {
        var tasks = assignment.tasks().stream().map(Assignment.Task::id).toList();
        write(table, GradeCsv.of(tasks, all()));
    }

    private Path memory(String student) {
        return feedback.resolve(MEMORY).resolve(student + ".json");
    }

    private String digest(Submission submission) throws IOException {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(rules.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            sha.update((byte) 0);
            if (submission.file().isPresent()) {
                try (var stream = Files.newInputStream(submission.file().get())) {
                    var buffer = new byte[1 << 16];
                    for (int count; (count = stream.read(buffer)) >= 0; ) {
                        sha.update(buffer, 0, count);
                    }
                }
            } else {
                sha.update(submission.problem().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every JDK has SHA-256", e);
        }
    }

    /** What is kept of a graded submission; the digest is that of all its result depends on. */
    private record Remembered(String digest, String status, List<Score> scores) {

        GradedSubmission of(String student) {
            var known = scores.stream()
                    .map(score -> new Score(score.task(), score.points(), score.most(), ""))
                    .toList();
            return new GradedSubmission(student, known, status, List.of(), List.of(), Duration.ZERO);
        }
    }

    private static void write(Path file, String text) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " is not a file name");
        }
        Files.createDirectories(folder);
        var half = Files.createTempFile(folder, "." + file.getFileName(), ".half");
        try {
            Files.writeString(half, text);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(half);
        }
    }
}
