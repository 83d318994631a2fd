package org.forkbook.kernel.magic;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.forkbook.kernel.display.DisplayData;
import org.jspecify.annotations.Nullable;

/** Magics that put jars and folders of the file system on the class path. */
final class ClassPathMagics {

    private ClassPathMagics() {}

    static void addTo(Magics magics) {
        magics.add(Magic.line(
                "jars",
                "PATH…",
                "Adds jars, and all jars in folders, to the class path; * and ** match.",
                (call, notebook) -> add(call, notebook, true)));
        magics.add(Magic.line(
                "classpath",
                "PATH…",
                "Adds jars and folders of classes to the class path; * and ** match.",
                (call, notebook) -> add(call, notebook, false)));
    }

    private static @Nullable DisplayData add(CellPart call, MagicContext notebook, boolean jarsOfFolders)
            throws MagicFailedException {
        var patterns = MagicArguments.of(call.arguments()).plain();
        if (patterns.isEmpty()) {
            notebook.classPath().forEach(path -> notebook.print(path + "\n"));
            return null;
        }
        var found = new ArrayList<Path>();
        for (var pattern : patterns) {
            for (var part : pattern.split(File.pathSeparator, -1)) {
                var paths = Globs.find(part);
                if (paths.isEmpty()) {
                    notebook.print("Nothing matches " + Globs.absolute(part) + ".\n");
                    continue; // As in other kernels: the jars need not exist.
                }
                if (paths.stream().noneMatch(Files::exists)) {
                    throw new MagicFailedException("There is no jar or folder at " + Globs.absolute(part) + ".");
                }
                for (var path : paths) {
                    if (jarsOfFolders && Files.isDirectory(path)) {
                        found.addAll(jarsIn(path));
                    } else if (Files.isDirectory(path) || isArchive(path) || paths.size() == 1) {
                        found.add(checked(path));
                    }
                }
            }
        }
        notebook.addToClassPath(found);
        return null;
    }

    /** A folder without jars counts as a folder of classes. */
    private static List<Path> jarsIn(Path folder) throws MagicFailedException {
        var jars = Globs.find(folder + "/*.jar");
        return jars.isEmpty() ? List.of(folder) : jars;
    }

    private static boolean isArchive(Path path) {
        var name = path.getFileName().toString();
        return name.endsWith(".jar") || name.endsWith(".zip");
    }

    private static Path checked(Path path) throws MagicFailedException {
        if (!Files.isReadable(path)) {
            throw new MagicFailedException(path + " can't be read: it belongs to someone else.");
        }
        return path;
    }
}
