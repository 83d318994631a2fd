package org.forkbook.grading;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Submissions in a folder: nbgrader's {@code submitted/STUDENT/ASSIGNMENT/x.ipynb}, a folder for each student, or a
 * file for each student; also mixed.
 *
 * @param all the submissions, in the order of the students' names
 * @param others the names of other files in the folder
 */
public record Submissions(List<Submission> all, List<String> others) {

    private static final String ENDING = ".ipynb";
    private static final int DEEPEST = 4;

    /**
     * The submissions of one lesson.
     *
     * @param lesson the lesson's name, which is the notebook's file name without its ending
     * @param own the grader's own files and folders, should they be in the same folder
     * @throws IOException if the folder can't be read
     */
    public static Submissions in(Path folder, String lesson, List<Path> own) throws IOException {
        // The folder may be nbgrader's own, or the course's folder around it.
        var root = Files.isDirectory(folder.resolve("submitted")) ? folder.resolve("submitted") : folder;
        var found = new TreeMap<String, List<Path>>();
        var others = new ArrayList<String>();
        try (var entries = Files.list(root)) {
            for (var entry : entries.sorted().toList()) {
                var name = entry.getFileName().toString();
                if (name.startsWith(".") || isOneOf(own, entry)) {
                    continue;
                }
                if (isFolderOfPages(entry)) {
                    others.add(name);
                } else if (Files.isDirectory(entry)) {
                    found.computeIfAbsent(name, student -> new ArrayList<>()).add(entry);
                } else if (isNotebook(entry)) {
                    found.computeIfAbsent(student(name, lesson), student -> new ArrayList<>())
                            .add(entry);
                } else {
                    others.add(name);
                }
            }
        }
        var all = new ArrayList<Submission>();
        found.forEach((student, places) -> all.add(submission(student, places, lesson)));
        return new Submissions(List.copyOf(all), List.copyOf(others));
    }

    private static boolean isOneOf(List<Path> own, Path entry) {
        var path = entry.toAbsolutePath().normalize();
        return own.stream().anyMatch(each -> each.toAbsolutePath().normalize().equals(path));
    }

    /**
     * Whether it is another lesson's feedback; a folder with a notebook in it is a student's, whatever else it
     * contains.
     */
    private static boolean isFolderOfPages(Path entry) {
        try {
            return GradeBook.hasPages(entry) && notebooks(entry).isEmpty();
        } catch (IOException | UncheckedIOException e) {
            return false; // An unreadable entry gets a row that says so.
        }
    }

    private static boolean isNotebook(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(ENDING);
    }

    /** The part of a file's name that isn't the lesson's: {@code anna_05-squares.ipynb} is Anna's. */
    private static String student(String file, String lesson) {
        var name = file.substring(0, file.length() - ENDING.length());
        var rest = name.replace(lesson, "").replaceAll("^[\\s_.+-]+|[\\s_.+-]+$", "");
        return rest.isEmpty() ? name : rest;
    }

    private static Submission submission(String student, List<Path> places, String lesson) {
        if (places.size() > 1) {
            // One student's or two's: the teacher has to say whose is whose.
            return Submission.missing(
                    student,
                    places.stream()
                            .map(place -> String.valueOf(place.getFileName()))
                            .collect(Collectors.joining(", ", "several submissions have this name: ", "")));
        }
        var place = places.get(0);
        return Files.isDirectory(place) ? inFolder(student, place, lesson) : inFile(student, place);
    }

    private static Submission inFile(String student, Path file) {
        if (!isPlain(file)) {
            return Submission.missing(
                    student,
                    file.getFileName() + " is not a file but a link, or something else that isn't followed:"
                            + " put the notebook itself there");
        }
        return Files.isReadable(file)
                ? Submission.of(student, file)
                : Submission.missing(student, "no permission to read " + file.getFileName());
    }

    private static Submission inFolder(String student, Path link, String lesson) {
        Path folder;
        List<Path> found;
        try {
            // A link here was made by the teacher; one further down, by a student, could lead anywhere.
            folder = link.toRealPath();
            found = notebooks(folder);
        } catch (IOException | UncheckedIOException e) {
            return Submission.missing(student, "no permission to read the folder, or a folder in it");
        }
        var plain = found.stream().filter(Submissions::isPlain).toList();
        var named = plain.stream()
                .filter(file -> file.getFileName().toString().equals(lesson + ENDING))
                .toList();
        var inAssignment = plain.stream()
                .filter(file -> file.startsWith(folder.resolve(lesson)))
                .toList();
        for (var candidates : List.of(named, inAssignment, plain)) {
            if (candidates.size() == 1) {
                return inFile(student, candidates.get(0));
            }
        }
        if (!plain.isEmpty()) {
            return Submission.missing(
                    student,
                    plain.stream()
                            .map(file -> folder.relativize(file).toString())
                            .collect(Collectors.joining(
                                    ", ",
                                    "several notebooks, none of them alone named " + lesson + ENDING + ": ",
                                    "")));
        }
        return found.isEmpty()
                ? Submission.missing(student, "no notebook in the folder, nor up to " + DEEPEST + " levels down")
                : inFile(student, found.get(0));
    }

    private static List<Path> notebooks(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder, DEEPEST)) {
            return files.filter(Submissions::isNotebook)
                    .filter(file -> !file.toString().contains(".ipynb_checkpoints"))
                    .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }

    /** Whether it is a plain file: a link could lead anywhere, and a pipe might never end. */
    private static boolean isPlain(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }
}
