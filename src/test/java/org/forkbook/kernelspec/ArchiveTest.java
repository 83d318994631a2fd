package org.forkbook.kernelspec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 300, unit = TimeUnit.SECONDS)
final class ArchiveTest {

    @TempDir
    private Path folder;

    private Archive archive = new Archive(Path.of("none"), Path.of("none"), Path.of("none"));

    /** A program that ends at once, whatever its arguments. */
    public static final class Nothing {
        private Nothing() {}

        /** Does nothing. */
        public static void main(String[] args) {}
    }

    @BeforeEach
    void aJar() throws Exception {
        var jar = folder.resolve("forkbook.jar");
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Nothing.class.getName());
        var entry = Nothing.class.getName().replace('.', '/') + ".class";
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var bytes = Nothing.class.getClassLoader().getResourceAsStream(entry)) {
            out.putNextEntry(new JarEntry(entry));
            Objects.requireNonNull(bytes).transferTo(out);
        }
        archive = new Archive(
                folder.resolve(Archive.NAME), jar, JavaHome.ofThisProcess().java());
    }

    private int run(List<String> options) throws Exception {
        return run(options, "");
    }

    private int run(List<String> options, String printed) throws Exception {
        var command = new ArrayList<String>();
        command.add(archive.java().toString());
        command.add("-XX:+UseSerialGC");
        command.addAll(options);
        command.addAll(List.of("-jar", archive.jar().toString()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(text.matches("(?s)" + printed), text);
        return process.waitFor();
    }

    private void make() throws Exception {
        var half = folder.resolve("half");
        assertEquals(0, run(archive.training(half), archive.isCache() ? ".*AOTCache creation is complete.*" : ""));
        assertTrue(archive.take(half));
    }

    @Test
    void anArchiveIsCurrentUntilItsJarChanges() throws Exception {
        assertFalse(archive.isCurrent());
        make();
        assertTrue(archive.isCurrent());
        Files.setLastModifiedTime(archive.jar(), FileTime.fromMillis(1_000_000));
        assertFalse(archive.isCurrent());
    }

    @Test
    void aJvmSaysNothingOfAnArchiveThatIsMissingBrokenOrOfAnotherJar() throws Exception {
        assertEquals(0, run(archive.options()));
        make();
        assertEquals(0, run(archive.options()));
        Files.setLastModifiedTime(archive.jar(), FileTime.fromMillis(1_000_000));
        assertEquals(0, run(archive.options()));
        Files.delete(archive.file());
        Files.writeString(archive.file(), "not an archive");
        assertEquals(0, run(archive.options()));
    }

    @Test
    void fromJdk25OnItIsACache() throws Exception {
        assertEquals(Runtime.version().feature() >= 25, archive.isCache());
        assertEquals(Runtime.version().feature(), JavaHome.feature(archive.java()));
        assertEquals(0, JavaHome.feature(folder.resolve("bin/java")));
    }

    @Test
    void aJvmThatMayUseNoArchiveStartsAllTheSame() throws Exception {
        make();
        for (var option : List.of("-Xshare:off", "-Xshare:auto", "-XX:ObjectAlignmentInBytes=16", "-Xint")) {
            var options = new ArrayList<>(archive.options());
            options.add(option);
            assertEquals(0, run(options, ".*"), option);
        }
    }

    @Test
    void whatNoJvmCanUseIsNotTaken() throws Exception {
        var half = folder.resolve("half");
        assertFalse(archive.take(half));
        Files.writeString(half, "not an archive");
        assertFalse(archive.take(half));
        assertFalse(Files.exists(half));
        assertFalse(archive.isCurrent());
    }

    @Test
    void removingLeavesNothing() throws Exception {
        make();
        archive.remove();
        try (var left = Files.list(folder)) {
            assertEquals(List.of(archive.jar()), left.toList());
        }
    }
}
