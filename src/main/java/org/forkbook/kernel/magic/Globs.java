package org.forkbook.kernel.magic;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import org.forkbook.worker.launch.ProcessEnvironment;

/**
 * Expansion of path patterns as in a shell: relative to the notebook's folder or the home folder, with {@code *} and
 * {@code **}.
 */
public final class Globs {

    private Globs() {}

    /**
     * The files and folders that a pattern means, sorted, as absolute paths. A path without a star is itself, whether
     * it is there or not.
     *
     * @throws MagicFailedException if a folder can't be read
     */
    public static List<Path> find(String pattern) throws MagicFailedException {
        var home = System.getProperty("user.home", "");
        var text = pattern.equals("~") || pattern.startsWith("~/") ? home + pattern.substring(1) : pattern;
        int star = firstStar(text);
        try {
            if (star < 0) {
                return List.of(
                        ProcessEnvironment.current().resolve(Path.of(text)).normalize());
            }
            int slash = Math.max(text.lastIndexOf('/', star), text.lastIndexOf('\\', star));
            var folder = ProcessEnvironment.current().resolve(Path.of(slash < 0 ? "" : text.substring(0, slash + 1)));
            var glob = text.substring(slash + 1).replace('\\', '/');
            // "**/x" also means x in the folder itself.
            var matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob.replace("**/", "{**/,}"));
            int depth = glob.contains("**")
                    ? Integer.MAX_VALUE
                    : (int) glob.chars().filter(c -> c == '/').count() + 1;
            if (!Files.isDirectory(folder)) {
                return List.of();
            }
            try (var all = Files.walk(folder, depth)) {
                return all.filter(path -> matcher.matches(folder.relativize(path)))
                        .map(Path::normalize)
                        .sorted()
                        .toList();
            }
        } catch (InvalidPathException e) {
            throw new MagicFailedException("\"" + pattern + "\" is not a path: " + e.getReason(), e);
        } catch (NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw new MagicFailedException("\"" + pattern + "\" can't be looked up: " + e.getMessage(), e);
        }
    }

    /** The absolute form of a pattern, for messages. */
    static String absolute(String pattern) {
        var home = System.getProperty("user.home", "");
        var text = pattern.startsWith("~/") ? home + pattern.substring(1) : pattern;
        return text.startsWith("/") ? text : ProcessEnvironment.current().folder() + "/" + text;
    }

    private static int firstStar(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("*?[{".indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }
}
