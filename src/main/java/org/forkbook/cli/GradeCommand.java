package org.forkbook.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.forkbook.course.Course;
import org.forkbook.course.Edition;
import org.forkbook.course.LessonFormatException;
import org.forkbook.grading.Assignment;
import org.forkbook.grading.GradeBook;
import org.forkbook.grading.Grader;
import org.forkbook.grading.Sandbox;
import org.forkbook.grading.SandboxProtection;
import org.forkbook.grading.Submissions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code forkbook grade}: grades the submissions of a class. */
@Command(
        name = "grade",
        description = {
            "Grades the notebooks of a class: each in its own process tree, with limits and the lesson's own checks.",
            "Writes a table (CSV) and a feedback page for each student. Running it again grades only new and"
                    + " changed submissions.",
            "The folder can be nbgrader's (submitted/STUDENT/LESSON/x.ipynb), or hold a folder or a notebook for"
                    + " each student."
        })
final class GradeCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LessonsCommand.Folders folders = new LessonsCommand.Folders();

    @Mixin
    private LimitOptions limits = new LimitOptions();

    @Parameters(paramLabel = "SUBMISSIONS_DIR", description = "The folder with the students' notebooks.")
    private Path submissions = Path.of("");

    @Option(
            names = {"-l", "--lesson"},
            paramLabel = "LESSON",
            required = true,
            description = "The lesson's name or number, such as 5.")
    private String lesson = "";

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "The table (default: grades.csv, in this folder).")
    private Path table = Path.of("grades.csv");

    @Option(
            names = "--feedback",
            paramLabel = "DIR",
            description = "The folder for the feedback pages (default: grades-feedback, next to the table).")
    private Optional<Path> feedback = Optional.empty();

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "How many submissions run at once (default: one for each processor).")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Option(names = "--again", description = "Grade everything, even submissions that haven't changed since.")
    private boolean again;

    @Option(
            names = "--no-sandbox",
            description = "Don't use namespaces: limits hold, but submissions can see your files.")
    private boolean noSandbox;

    GradeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (jobs < 1) {
            throw CommandException.cannot("--jobs must be at least 1, got " + jobs);
        }
        if (!Files.isDirectory(submissions)) {
            throw CommandException.cannot("there is no folder " + submissions.toAbsolutePath());
        }
        var course = folders.course();
        try {
            var name = folders.names(course, List.of(lesson)).get(0);
            var assignment = Assignment.of(
                    name, course.notebook(name, Edition.INSTRUCTOR), course.notebook(name, Edition.STUDENT));
            var book = book(course, name, assignment);
            var found = Submissions.in(submissions, name, List.of(table, book.feedback()));
            if (found.all().isEmpty()) {
                throw CommandException.cannot("there are no notebooks in " + submissions.toAbsolutePath()
                        + ": it needs a folder for each student, or files named STUDENT.ipynb");
            }
            return grade(assignment, book, found);
        } catch (LessonFormatException e) {
            throw CommandException.because(e);
        } catch (AccessDeniedException e) {
            throw CommandException.cannot("can't grade: no permission to use " + e.getMessage(), e);
        } catch (IOException e) {
            throw CommandException.cannot("can't grade: " + e.getMessage(), e);
        }
    }

    private int grade(Assignment assignment, GradeBook book, Submissions found)
            throws IOException, InterruptedException {
        var kernel = OwnKernel.spec(List.of());
        try (var sandbox = noSandbox ? Sandbox.none(kernel) : Sandbox.probe(kernel)) {
            if (!noSandbox && sandbox.whyNot().isPresent()) {
                throw CommandException.cannot(refusal(sandbox.whyNot().get()));
            }
            say(protection(sandbox));
            if (!found.others().isEmpty()) {
                say("Skipped, because they are not notebooks: " + String.join(", ", found.others()));
            }
            var run = new GradeRun(new Grader(assignment, sandbox, limits.limits()), book, jobs, this::say);
            if (!run.grade(found.all(), again)) {
                return ExitCode.STOPPED;
            }
            report(book);
            return run.ungraded() == 0 ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    /**
     * The refusal to grade without a sandbox. A warning isn't enough: a fork bomb, or a student's curiosity, would do
     * too much harm.
     */
    private static String refusal(String why) {
        return "can't create a sandbox for submissions here: " + why
                + ". Linux with util-linux and bubblewrap or iproute2 has what it"
                + " a container must be allowed to create namespaces (docker run --privileged, or podman)."
                + " For notebooks that you trust, use --no-sandbox";
    }

    private static String protection(Sandbox sandbox) {
        return sandbox.whyNot().isPresent()
                ? "No sandbox: submissions are killed at their limits, but they can see your files, your"
                        + " processes and the network."
                : "Sandbox (" + sandbox.means() + "): "
                        + sandbox.holds().stream().map(SandboxProtection::words).collect(Collectors.joining("; "))
                        + ".";
    }

    private GradeBook book(Course course, String name, Assignment assignment) throws IOException {
        var file = String.valueOf(table.getFileName());
        var folder =
                feedback.orElseGet(() -> table.resolveSibling(file.replaceFirst("(?<=.)\\.[^.]*$", "") + "-feedback"));
        var rules = Files.readString(course.source(name)) + "\n" + limits.limits();
        return new GradeBook(assignment, table, folder, rules);
    }

    /** Points in their shortest form: {@code 2}, {@code 0.5}. */
    static String points(double points) {
        return points == Math.rint(points) ? Long.toString(Math.round(points)) : Double.toString(points);
    }

    private synchronized void say(String line) {
        var err = spec.commandLine().getErr();
        err.println(ControlCharacters.inOneLine(line));
        err.flush();
    }

    private void report(GradeBook book) {
        var out = spec.commandLine().getOut();
        var colors = new AnsiColors(terminal.colours());
        var all = book.all();
        int width = all.stream().mapToInt(each -> each.student().length()).max().orElse(7);
        for (var each : all) {
            var status = ControlCharacters.inOneLine(each.status());
            boolean smooth = status.startsWith("graded");
            out.printf(
                    "%-" + width + "s  %5s of %s  %s%n",
                    ControlCharacters.inOneLine(each.student()),
                    points(each.total()),
                    points(each.most()),
                    smooth ? status : colors.warning(status));
        }
        out.println("%s -> %s, feedback in %s"
                .formatted(all.size() == 1 ? "1 submission" : all.size() + " submissions", table, book.feedback()));
        out.flush();
    }
}
