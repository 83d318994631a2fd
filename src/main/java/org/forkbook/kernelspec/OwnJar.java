package org.forkbook.kernelspec;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Locator of the jar that this process runs from. */
public final class OwnJar {

    /** The property that names another jar, for tests, which run from a folder of classes. */
    private static final String PROPERTY = "forkbook.jar";

    private OwnJar() {}

    /** Its absolute path; empty when the classes come from a folder, as they do in an IDE. */
    public static Optional<Path> path() {
        var named = System.getProperty(PROPERTY);
        if (named != null) {
            return Optional.of(Path.of(named).toAbsolutePath());
        }
        var source = OwnJar.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return Optional.empty();
        }
        try {
            var path = Path.of(source.getLocation().toURI()).toAbsolutePath();
            return Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
        } catch (URISyntaxException e) {
            throw new AssertionError("the class path holds a location that is no URI: " + source.getLocation(), e);
        }
    }
}
