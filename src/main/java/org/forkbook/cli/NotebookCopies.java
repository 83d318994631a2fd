package org.forkbook.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

/** Paths of the executed copies of notebooks. */
final class NotebookCopies {

    private NotebookCopies() {}

    /**
     * A path in the folder for each notebook: its own name or, where two are equal, its path below their common folder.
     */
    static List<Path> of(List<Path> notebooks, Path folder) {
        var names = new HashSet<Path>();
        boolean clash = notebooks.stream().anyMatch(file -> !names.add(file.getFileName()));
        var root = clash ? common(notebooks) : null;
        var copies = notebooks.stream()
                .map(file -> folder.resolve(
                        root == null
                                ? file.getFileName()
                                : root.relativize(file.toAbsolutePath().normalize())))
                .toList();
        for (int i = 0; i < copies.size(); i++) {
            if (isSame(notebooks.get(i), copies.get(i))) {
                throw CommandException.cannot("the copy of " + notebooks.get(i)
                        + " would overwrite it: choose another --output-dir, or use --inplace");
            }
        }
        return copies;
    }

    private static Path common(List<Path> files) {
        var root = files.get(0).toAbsolutePath().normalize().getParent();
        for (var file : files) {
            while (root != null && !file.toAbsolutePath().normalize().startsWith(root)) {
                root = root.getParent();
            }
        }
        return root == null ? Path.of("/") : root;
    }

    private static boolean isSame(Path notebook, Path copy) {
        try {
            return Files.exists(copy) && Files.isSameFile(notebook, copy);
        } catch (IOException e) {
            throw CommandException.cannot("can't compare " + notebook + " with " + copy + ": " + e.getMessage(), e);
        }
    }
}
