package org.forkbook.kernel.jshell;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/** A small library in a jar, made while a test runs. */
public final class LibraryJar {

    private LibraryJar() {}

    /** Compiles one class, whose full name is given, and packs it. */
    public static Path make(Path jar, String className, String source) throws IOException {
        var folder = Files.createTempDirectory(jar.toAbsolutePath().getParent(), "library");
        var file = folder.resolve(className.replace('.', '/') + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var options = List.of("-d", folder.toString(), "--release", "17", "-proc:none");
            if (!compiler.getTask(null, files, null, options, null, files.getJavaFileObjects(file))
                    .call()) {
                throw new IllegalArgumentException("the library does not compile");
            }
        }
        Files.delete(file);
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var classes = Files.walk(folder)) {
            for (var path : classes.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(folder.relativize(path).toString().replace('\\', '/')));
                Files.copy(path, out);
                out.closeEntry();
            }
        }
        return jar;
    }

    /** Puts a file into a jar, which is made if it isn't there. */
    static void put(Path jar, String entry, String text) throws IOException {
        try (var files = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
            var file = files.getPath(entry);
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            Files.writeString(file, text);
        }
    }
}
