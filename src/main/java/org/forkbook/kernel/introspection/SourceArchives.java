package org.forkbook.kernel.introspection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Locator of the sources of classes: beside a jar as {@code NAME-sources.jar}, in a folder of classes, and for the JDK
 * in its {@code src.zip}; if this JDK came without one, in that of another JDK beside it.
 */
public final class SourceArchives {
    private final ClassLoader loader;

    public SourceArchives(ClassLoader loader) {
        this.loader = loader;
    }

    /**
     * Looks for a type or a member in the sources.
     *
     * @param typeName qualified; a nested type's name after a dot
     */
    JavaSource.@Nullable Found find(String typeName, @Nullable String member, @Nullable List<String> parameters) {
        var type = load(typeName);
        if (type == null) {
            return null;
        }
        var names = new ArrayList<String>();
        var outermost = type;
        for (Class<?> some = type; some != null; some = some.getEnclosingClass()) {
            names.add(0, some.getSimpleName());
            outermost = some;
        }
        var text = text(outermost);
        return text == null ? null : new JavaSource(text).find(names, member, parameters);
    }

    private @Nullable Class<?> load(String typeName) {
        var name = typeName;
        while (true) {
            try {
                return Class.forName(name, false, loader);
            } catch (ClassNotFoundException | LinkageError e) {
                int dot = name.lastIndexOf('.');
                if (dot < 0) {
                    return null;
                }
                name = name.substring(0, dot) + "$" + name.substring(dot + 1); // It may be a nested class.
            }
        }
    }

    private static @Nullable String text(Class<?> type) {
        var entry = type.getName().replace('.', '/') + ".java";
        try {
            if (type.getClassLoader() == null || type.getModule().isNamed()) {
                var ofModule = type.getModule().getName() + "/" + entry;
                for (var archive : archivesOfJdks()) {
                    var text = read(archive, ofModule);
                    if (text != null) {
                        return text;
                    }
                }
                return null;
            }
            var source = type.getProtectionDomain().getCodeSource();
            if (source == null || source.getLocation() == null) {
                return null;
            }
            var place = Path.of(source.getLocation().toURI());
            var name = String.valueOf(place.getFileName());
            return name.endsWith(".jar")
                    ? read(place.resolveSibling(name.substring(0, name.length() - 4) + "-sources.jar"), entry)
                    : null;
        } catch (IOException | UncheckedIOException | URISyntaxException | IllegalArgumentException e) {
            return null; // A damaged archive counts as missing.
        }
    }

    private static List<Path> archivesOfJdks() throws IOException {
        var home = Path.of(System.getProperty("java.home"));
        var archives = new ArrayList<Path>();
        archives.add(home.resolve("lib/src.zip"));
        archives.add(home.resolve("src.zip"));
        var parent = home.getParent();
        if (parent != null) {
            try (Stream<Path> beside = Files.list(parent)) {
                beside.sorted().map(jdk -> jdk.resolve("lib/src.zip")).forEach(archives::add);
            }
        }
        return archives;
    }

    private static @Nullable String read(Path archive, String entry) throws IOException {
        if (!Files.isReadable(archive)) {
            return null;
        }
        try (var zip = new ZipFile(archive.toFile())) {
            var found = zip.getEntry(entry);
            return found == null ? null : new String(zip.getInputStream(found).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
