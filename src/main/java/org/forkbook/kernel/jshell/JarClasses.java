package org.forkbook.kernel.jshell;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.apache.commons.lang3.Strings;
import org.forkbook.kernelspec.OwnJar;
import org.forkbook.serialization.OptionalPackages;
import org.jspecify.annotations.Nullable;

/**
 * Index of the classes in the jar that this kernel runs from, for a compiler.
 *
 * <p>javac scans every folder of a jar before it reads the first class. For this jar, with all its dependencies, that
 * took a tenth of a kernel's start; here its table of contents is read on a background thread, while the kernel opens
 * its sockets. The {@linkplain OptionalPackages optional packages} are among them: a cell may name their classes. The
 * relocated libraries are left out: they are internal.
 */
public final class JarClasses {

    private static final String ENDING = ".class";
    private static final String PRIVATE = "org/forkbook/shaded/";
    private static final String VERSIONS = "META-INF/";

    private final Path place;
    private final JarFile jar;
    private final Map<String, List<JavaFileObject>> packages = new HashMap<>();
    private List<Path> roots = List.of(); // Empty until it is asked for; guarded by this.

    /** @param place a jar, an absolute path */
    JarClasses(Path place) throws IOException {
        this.place = place;
        this.jar = new JarFile(place.toFile(), false);
        for (var entry : Collections.list(jar.entries())) {
            var name = Strings.CS.removeStart(entry.getName(), OptionalPackages.FOLDER);
            if (name.endsWith(ENDING) && !name.startsWith(PRIVATE) && !name.startsWith(VERSIONS)) {
                var className =
                        name.substring(0, name.length() - ENDING.length()).replace('/', '.');
                int end = className.lastIndexOf('.');
                packages.computeIfAbsent(end < 0 ? "" : className.substring(0, end), some -> new ArrayList<>())
                        .add(new JarClass(className, entry.getName()));
            }
        }
    }

    /** Read once, by the first caller. */
    private static final class Holder {
        static final @Nullable JarClasses INSTANCE = read();
    }

    /**
     * The classes of the kernel's jar; null when it doesn't run from a jar, but from a build's folder, for example.
     */
    public static @Nullable JarClasses ofThisProcess() {
        return Holder.INSTANCE;
    }

    private static @Nullable JarClasses read() {
        try {
            var place = OwnJar.path();
            return place.isPresent() ? new JarClasses(place.get()) : null;
        } catch (IOException e) {
            return null; // Then javac reads the jar itself.
        }
    }

    /** The absolute path of the jar. */
    Path place() {
        return place;
    }

    /**
     * The folders of classes, for JShell's index of names: the jar, and in it that of the optional packages.
     *
     * @throws IOException if the jar can't be read
     */
    synchronized List<Path> roots() throws IOException {
        if (roots.isEmpty()) {
            // It stays open: nobody says when the index has been made.
            var optional = FileSystems.newFileSystem(place, (ClassLoader) null).getPath(OptionalPackages.FOLDER);
            roots = Files.isDirectory(optional) ? List.of(place, optional) : List.of(place);
        }
        return roots;
    }

    /** The classes of a package, without subpackages. */
    List<JavaFileObject> list(String packageName) {
        return packages.getOrDefault(packageName, List.of());
    }

    /** A class of the jar. */
    final class JarClass extends SimpleJavaFileObject {
        private final String className;
        private final String entry;

        private JarClass(String className, String entry) {
            super(URI.create("forkbook:///" + entry), Kind.CLASS);
            this.className = className;
            this.entry = entry;
        }

        String className() {
            return className;
        }

        @Override
        public InputStream openInputStream() throws IOException {
            return jar.getInputStream(jar.getEntry(entry));
        }
    }
}
