package org.forkbook.kernel.magic;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Completion of file names. */
public final class FileNames {

    private static final int MOST = 500;

    private FileNames() {}

    /**
     * The completions, each from the last slash of what was typed; a folder ends with a slash. Hidden files are
     * included only after a typed dot.
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
            return List.of(); // There is no such folder, or it isn't readable.
        }
    }

    private static boolean fits(String name, String begin) {
        return name.startsWith(begin) && (begin.startsWith(".") || !name.startsWith("."));
    }
}
