package org.forkbook.kernel.magic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Completion of Maven coordinates from the local repository: {@code group:artifact:version}. */
final class LocalCoordinates {

    private static final Pattern SAFE = Pattern.compile("[\\w.-]*");

    private final Path repository;

    LocalCoordinates(Path repository) {
        this.repository = repository;
    }

    static LocalCoordinates ofUser() {
        var set = System.getProperty("maven.repo.local");
        return new LocalCoordinates(
                set != null ? Path.of(set) : Path.of(System.getProperty("user.home"), ".m2", "repository"));
    }

    /** The completions of what was typed, each as a whole. */
    List<String> after(String typed) {
        var parts = typed.split(":", -1);
        for (var part : parts) {
            if (!SAFE.matcher(part).matches() || part.contains("..")) {
                return List.of();
            }
        }
        if (parts.length == 1) {
            return groups(parts[0]);
        }
        var group = repository.resolve(parts[0].replace('.', '/'));
        if (parts.length == 2) {
            return folders(group, parts[1])
                    .filter(name -> isArtifact(group.resolve(name)))
                    .map(name -> parts[0] + ":" + name + ":")
                    .toList();
        }
        return folders(group.resolve(parts[1]), parts[2])
                .map(version -> parts[0] + ":" + parts[1] + ":" + version)
                .toList();
    }

    private List<String> groups(String typed) {
        int dot = typed.lastIndexOf('.');
        var before = typed.substring(0, dot + 1);
        var folder = repository.resolve(before.replace('.', '/'));
        return folders(folder, typed.substring(dot + 1))
                .filter(name -> !isArtifact(folder.resolve(name)))
                .map(name -> before + name + (holdsArtifacts(folder.resolve(name)) ? ":" : "."))
                .toList();
    }

    private static boolean holdsArtifacts(Path group) {
        return folders(group, "").anyMatch(name -> isArtifact(group.resolve(name)));
    }

    /** Whether a folder's folders are versions: they hold POMs. */
    private static boolean isArtifact(Path folder) {
        return folders(folder, "").anyMatch(version -> {
            var file = folder.getFileName() + "-" + version + ".pom";
            return Files.exists(folder.resolve(version).resolve(file));
        });
    }

    private static Stream<String> folders(Path folder, String begin) {
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> String.valueOf(file.getFileName()).startsWith(begin) && Files.isDirectory(file))
                    .map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            return Stream.of(); // Nothing of this name is there.
        }
    }
}
