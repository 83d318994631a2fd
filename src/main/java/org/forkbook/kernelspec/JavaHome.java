package org.forkbook.kernelspec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A Java installation that a kernel could run on.
 *
 * @param folder its home, the folder that holds {@code bin}; absolute
 * @param version its version, such as {@code 17.0.15}
 * @param modules the names of its modules
 */
public record JavaHome(Path folder, String version, Set<String> modules) {

    /** The oldest supported version. */
    public static final int FLOOR = 17;

    /** The modules that the kernel needs beyond a JRE's. */
    static final List<String> NEEDED = List.of("jdk.jshell", "jdk.compiler");

    private static final Pattern RELEASE = Pattern.compile("(?m)^JAVA_VERSION=\"?(\\d{1,4})");
    private static final Pattern MODULE = Pattern.compile("([a-z][\\w.]*)@(\\S+)");

    /** Copies the modules. */
    public JavaHome {
        modules = Set.copyOf(modules);
    }

    /** The installation that runs this process. */
    public static JavaHome ofThisProcess() {
        var modules = new TreeSet<String>();
        java.lang.module.ModuleFinder.ofSystem()
                .findAll()
                .forEach(module -> modules.add(module.descriptor().name()));
        return new JavaHome(
                Path.of(System.getProperty("java.home")), Runtime.version().toString(), modules);
    }

    /**
     * Examines the installation in this folder, by starting its {@code java}.
     *
     * @throws UnsuitableJavaException if it isn't a Java installation, or its {@code java} doesn't run
     */
    public static JavaHome ask(Path folder) throws UnsuitableJavaException {
        var home = folder.toAbsolutePath().normalize();
        var java = program(home);
        if (!Files.isExecutable(java)) {
            throw new UnsuitableJavaException(folder + " is not a Java installation: there is no " + java);
        }
        try {
            var process = new ProcessBuilder(java.toString(), "--list-modules")
                    .redirectErrorStream(true)
                    .start();
            String listing;
            try (var stream = process.getInputStream()) {
                listing = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            }
            process.waitFor();
            return parse(home, listing);
        } catch (IOException e) {
            throw new UnsuitableJavaException(java + " does not run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnsuitableJavaException("interrupted while asking " + java + " for its version", e);
        }
    }

    private static JavaHome parse(Path home, String listing) throws UnsuitableJavaException {
        var modules = new TreeSet<String>();
        String version = null;
        var matcher = MODULE.matcher(listing);
        while (matcher.find()) {
            modules.add(matcher.group(1));
            if (matcher.group(1).equals("java.base")) {
                version = matcher.group(2);
            }
        }
        if (version == null) {
            throw new UnsuitableJavaException(home + " is older than Java 9, or broken: it can't list its modules");
        }
        return new JavaHome(home, version, modules);
    }

    /** Returns this installation if a kernel can run on it. */
    public JavaHome checked() throws UnsuitableJavaException {
        int feature = Runtime.Version.parse(version).feature();
        if (feature < FLOOR) {
            throw new UnsuitableJavaException(
                    "%s is Java %d; Forkbook needs %d or newer".formatted(folder, feature, FLOOR));
        }
        for (var module : NEEDED) {
            if (!modules.contains(module)) {
                throw new UnsuitableJavaException(
                        "%s has no module %s: it is a JRE, and a Java notebook needs a JDK".formatted(folder, module));
            }
        }
        return this;
    }

    /** The feature release, such as 17, of the installation that a {@code java} program is in; 0 if it is unknown. */
    static int feature(Path java) {
        try {
            var release = java.toRealPath().resolve("../../release").normalize();
            var matcher = RELEASE.matcher(Files.readString(release));
            return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
        } catch (IOException e) {
            return 0; // For example a distribution without that file, which is fine.
        }
    }

    /** The {@code java} program. */
    public Path java() {
        return program(folder);
    }

    private static Path program(Path home) {
        var bin = home.resolve("bin");
        var windows = bin.resolve("java.exe");
        return Files.exists(windows) ? windows : bin.resolve("java");
    }
}
