package org.forkbook.kernelspec;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Installed kernelspec below one of Jupyter's data folders, {@code kernels/NAME}: {@code kernel.json}, logos, and a
 * copy of the jar, so that the checkout may move or be deleted.
 *
 * <p>Each file is replaced atomically, {@code kernel.json} last: during an installation, and after an interrupted one,
 * there is always an old or a new kernelspec that works.
 */
public final class Installation {

    private static final Pattern VALID_NAME = Pattern.compile("[A-Za-z0-9._-]+");
    private static final String SPEC = "kernel.json";
    private static final String JAR = "forkbook.jar";
    private static final List<String> LOGOS = List.of("logo-32x32.png", "logo-64x64.png", "logo-svg.svg");

    private final Path dataFolder;
    private final Path folder;

    private Installation(Path dataFolder, String name) {
        this.dataFolder = dataFolder;
        this.folder = dataFolder.resolve("kernels").resolve(name);
    }

    /**
     * The installation of this name below a data folder; it need not exist.
     *
     * @throws IllegalArgumentException if Jupyter would not accept the name
     */
    public static Installation at(Path dataFolder, String name) {
        if (!VALID_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name must be of ASCII letters, digits, '.', '_' and '-' only, got \"" + name + "\"");
        }
        return new Installation(dataFolder.toAbsolutePath().normalize(), name);
    }

    /** The first kernelspec of this name that Jupyter would find. */
    public static Optional<Installation> find(JupyterFolders folders, String name) {
        return folders.searched().stream()
                .map(data -> at(data, name))
                .filter(Installation::exists)
                .findFirst();
    }

    /** The data folder that it is below. */
    public Path dataFolder() {
        return dataFolder;
    }

    /** The kernelspec's folder. */
    public Path folder() {
        return folder;
    }

    /** Whether there is a kernelspec here, ours or not. */
    public boolean exists() {
        return Files.exists(folder.resolve(SPEC));
    }

    /** Whether this was installed by Forkbook: its command runs a jar of our name, in any folder. */
    public boolean isOurs() {
        return argv().stream().anyMatch(word -> word.endsWith(JAR));
    }

    /** The {@code java} program that the kernelspec starts; empty if it can't be read. */
    public Optional<Path> java() {
        return argv().stream().findFirst().map(Path::of);
    }

    /** The copy of the jar. */
    public Path jar() {
        return folder.resolve(JAR);
    }

    /** The CDS archive for kernels on this Java; it need not exist. */
    public Archive archive(Path java) {
        return Archive.beside(jar(), java);
    }

    /** Whether the kernelspec is there, runs a Java that exists, and its jar's content is this one's. */
    public boolean isCurrent(Path source) throws IOException {
        return isOurs()
                && java().filter(Files::isExecutable).isPresent()
                && Files.exists(jar())
                && Files.mismatch(jar(), source) < 0;
    }

    /** Installs the kernelspec without environment variables. */
    public void write(JavaHome java, Path source, List<String> jvmOptions, String displayName) throws IOException {
        write(java, source, jvmOptions, displayName, Map.of());
    }

    /**
     * Installs the kernelspec. A second call with the same arguments changes nothing.
     *
     * @param java the Java installation that the kernel will run on
     * @param source Forkbook's jar, to be copied
     * @param jvmOptions options such as {@code -Xmx2g}
     * @param displayName what Jupyter shows
     * @param environment variables that Jupyter sets for the kernel
     * @throws IOException if something can't be written, or another kernel is installed here
     */
    public void write(
            JavaHome java, Path source, List<String> jvmOptions, String displayName, Map<String, String> environment)
            throws IOException {
        if (exists() && !isOurs()) {
            throw new IOException("another kernel is installed in " + folder
                    + ": choose another name with --name, or remove that kernel first");
        }
        Files.createDirectories(folder);
        sweep();
        if (!Files.exists(jar()) || Files.mismatch(jar(), source) >= 0) {
            try (var bytes = Files.newInputStream(source)) {
                replace(JAR, bytes);
            }
        }
        for (var logo : LOGOS) {
            try (var bytes = Installation.class.getResourceAsStream(logo)) {
                if (bytes == null) {
                    throw new AssertionError(logo + " is not in the jar: the build left it out");
                }
                replace(logo, bytes);
            }
        }
        var json = new Kernelspec(java.java(), jar(), jvmOptions).toJson(displayName, environment);
        var text = new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(json) + "\n";
        replace(SPEC, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Removes the kernelspec; other files in its folder stay.
     *
     * @return whether there was one
     * @throws IOException if something can't be removed, or what is here isn't ours
     */
    public boolean remove() throws IOException {
        if (!exists()) {
            return false;
        }
        if (!isOurs()) {
            throw new IOException("what is in " + folder + " was not installed by Forkbook, so it was not removed");
        }
        Files.delete(folder.resolve(SPEC));
        archive(Path.of("java")).remove();
        Files.deleteIfExists(jar());
        for (var logo : LOGOS) {
            Files.deleteIfExists(folder.resolve(logo));
        }
        sweep();
        try {
            Files.delete(folder);
        } catch (DirectoryNotEmptyException e) {
            // The folder has files that aren't ours.
            return true;
        }
        return true;
    }

    private void replace(String name, InputStream content) throws IOException {
        var half = Files.createTempFile(folder, ".half-", null);
        try {
            Files.copy(content, half, StandardCopyOption.REPLACE_EXISTING);
            makeReadable(half);
            Files.move(half, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(half);
        }
    }

    /** Temporary files are private; a kernelspec below a shared prefix is for everybody. */
    private static void makeReadable(Path file) {
        if (!file.toFile().setReadable(true, false)) {
            throw new AssertionError("can't make " + file + " readable, though it is ours");
        }
    }

    /** Removes the files that an interrupted installation left behind. */
    private void sweep() throws IOException {
        try (var halves = Files.newDirectoryStream(folder, ".half-*")) {
            for (var half : halves) {
                Files.deleteIfExists(half);
            }
        }
    }

    private List<String> argv() {
        try {
            var json = JsonParser.parseString(Files.readString(folder.resolve(SPEC)));
            if (json instanceof JsonObject spec && spec.get("argv") instanceof JsonArray argv) {
                return argv.asList().stream().map(JsonElement::getAsString).toList();
            }
            return List.of();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | JsonParseException | IllegalStateException | UnsupportedOperationException e) {
            // An unreadable file isn't ours.
            return List.of();
        }
    }
}
