package org.forkbook.kernel.jshell;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.forkbook.kernelspec.OwnJar;
import org.jspecify.annotations.Nullable;

/**
 * The classes of the jar that this kernel runs from, as a compiler sees them.
 *
 * <p>javac looks through every folder of a jar before it reads a first class of it. For this one, with all that it brings
 * along, that was a tenth of a kernel's start; here its table of contents is read on a thread of its own, while the kernel
 * opens its sockets. The libraries that Forkbook uses under names of its own are left out: they are no one else's.
 */
public final class JarClasses {

    private static final String ENDING = ".class";
    private static final String PRIVATE = "org/forkbook/shaded/";
    private static final String VERSIONS = "META-INF/";

    private final Path place;
    private final JarFile jar;
    private final Map<String, List<JavaFileObject>> packages = new HashMap<>();

    /** @param place a jar, an absolute path */
    JarClasses(Path place) throws IOException {
        this.place = place;
        this.jar = new JarFile(place.toFile(), false);
        for (var entry : Collections.list(jar.entries())) {
            var name = entry.getName();
            if (name.endsWith(ENDING) && !name.startsWith(PRIVATE) && !name.startsWith(VERSIONS)) {
                var className =
                        name.substring(0, name.length() - ENDING.length()).replace('/', '.');
                int end = className.lastIndexOf('.');
                packages.computeIfAbsent(end < 0 ? "" : className.substring(0, end), some -> new ArrayList<>())
                        .add(new JarClass(className, name));
            }
        }
    }

    /** Read once, by whoever comes first. */
    private static final class Holder {
        static final @Nullable JarClasses INSTANCE = read();
    }

    /** Those of the kernel's jar; null when its classes come from somewhere else, such as a build's folder. */
    public static @Nullable JarClasses ofThisProcess() {
        return Holder.INSTANCE;
    }

    private static @Nullable JarClasses read() {
        try {
            var place = OwnJar.path();
            return place.isPresent() ? new JarClasses(place.get()) : null;
        } catch (IOException e) {
            return null; // Then javac looks for itself.
        }
    }

    /** Where it is, an absolute path. */
    Path place() {
        return place;
    }

    /** The classes of a package, and of no package below it. */
    List<JavaFileObject> list(String packageName) {
        return packages.getOrDefault(packageName, List.of());
    }

    /** One of its classes. */
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
