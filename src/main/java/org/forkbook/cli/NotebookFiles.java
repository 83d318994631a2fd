package org.forkbook.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Selection of the notebooks that a command works on.
 *
 * @param given files and folders as the user named them; none for the usual folder
 */
record NotebookFiles(List<Path> given) {

    private static final String ENDING = ".ipynb";

    /** The files, folders replaced by the notebooks in them, each once. */
    List<Path> found() {
        var files = new LinkedHashSet<Path>();
        for (var path : given.isEmpty() ? List.of(Checkout.notebooks()) : given) {
            if (Files.isDirectory(path)) {
                addAllIn(path, files);
            } else if (Files.exists(path)) {
                files.add(path);
            } else {
                throw CommandException.cannot("there is no file " + path);
            }
        }
        return List.copyOf(files);
    }

    private static void addAllIn(Path folder, Set<Path> files) {
        try (Stream<Path> entries = Files.list(folder)) {
            var notebooks = entries.filter(
                            file -> file.getFileName().toString().endsWith(ENDING) && Files.isRegularFile(file))
                    .sorted()
                    .map(Path::normalize)
                    .toList();
            if (notebooks.isEmpty()) {
                throw CommandException.cannot("there are no notebooks (" + ENDING + ") in the folder "
                        + folder.toAbsolutePath().normalize() + "; name the notebooks: forkbook run NOTEBOOK...");
            }
            files.addAll(notebooks);
        } catch (IOException e) {
            throw CommandException.cannot("can't read the folder " + folder + ": " + e.getMessage(), e);
        }
    }
}
