package org.forkbook.kernel.magic;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files and folders whose names go on with what has been typed. */
public final class FileNames {

    private static final int MOST = 500;

    private FileNames() {}

    /**
     * The ways to go on, each from the last slash of what was typed; a folder with a slash behind it. Hidden files only
     * for those who type the dot.
     */
    public static List<String> after(String typed) {
        int slash = typed.lastIndexOf('/');
        var begin = typed.substring(slash + 1);
        var home = System.getProperty("user.home");
        var folder = typed.substring(0, slash + 1).replaceFirst("^~/", home + "/");
        try (Stream<Path> files = Files.list(Path.of(folder.isEmpty() ? "." : folder))) {
            return files.filter(file -> fits(String.valueOf(file.getFileName()), begin))
                    .map(file -> file.getFileName() + (Files.isDirectory(file) ? "/" : ""))
                    .sorted()
                    .limit(MOST)
                    .toList();
        } catch (IOException | InvalidPathException | DirectoryIteratorException e) {
            return List.of(); // There is no such folder, or it is not ours to read.
        }
    }

    private static boolean fits(String name, String begin) {
        return name.startsWith(begin) && (begin.startsWith(".") || !name.startsWith("."));
    }
}
