package org.forkbook.serialization;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * Class loader for the packages of the kernel's jar that most notebooks and workers never use: the command line, the
 * benchmarks, grading, the lessons' tools, and the API of other kernels.
 *
 * <p>They are in a folder of the jar, so they are not on the class path. A class of theirs is looked for here when the
 * class path doesn't have it. In a build's folder of classes, where all packages are on the class path, and in the
 * library's own jar, which has none of these, there is nothing to be found.
 */
public final class OptionalPackages extends ClassLoader {

    /** The folder in the jar; the build knows it too. */
    public static final String FOLDER = "META-INF/optional/";

    static {
        registerAsParallelCapable();
    }

    /** The jar that this class comes from; null if it doesn't come from one. */
    private final @Nullable JarFile jar;

    private OptionalPackages(@Nullable JarFile jar) {
        super(OptionalPackages.class.getClassLoader()); // Unnamed: a loader's name would appear in every stack frame.
        this.jar = jar;
    }

    /** One for the process, so that each class is loaded once; created when a class is first looked for. */
    private static final class Holder {
        static final OptionalPackages LOADER = new OptionalPackages(ownJar());
    }

    private static @Nullable JarFile ownJar() {
        try {
            var place = Path.of(location().toURI());
            return Files.isRegularFile(place) ? new JarFile(place.toFile(), false) : null;
        } catch (IOException | URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return null; // Loaded from somewhere else, so that there are no optional packages.
        }
    }

    private static URL location() {
        return OptionalPackages.class.getProtectionDomain().getCodeSource().getLocation();
    }

    /**
     * Loads a class of the class path or of an optional package.
     *
     * @throws ClassNotFoundException if neither has it
     */
    public static Class<?> load(String name) throws ClassNotFoundException {
        return Holder.LOADER.loadClass(name);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        var entry = entry(name.replace('.', '/') + ".class");
        if (jar == null || entry == null) {
            throw new ClassNotFoundException(name);
        }
        try (var file = jar.getInputStream(entry)) {
            var bytes = file.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length, OptionalPackages.class.getProtectionDomain());
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    @Override
    protected @Nullable URL findResource(String name) {
        try {
            return entry(name) == null ? null : new URL("jar:" + location() + "!/" + FOLDER + name);
        } catch (MalformedURLException e) {
            return null;
        }
    }

    private @Nullable ZipEntry entry(String name) {
        return jar == null ? null : jar.getEntry(FOLDER + name);
    }
}
