package org.forkbook.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * Maven repository in a folder, with a home folder whose settings know no other, so that no test needs a network. It
 * takes the place of the user's home until it is closed.
 */
public final class TestRepository implements AutoCloseable {
    private final Path home;
    private final Path folder;
    private final String homeBefore = System.getProperty("user.home");

    /** Makes both below a folder. */
    public TestRepository(Path below) throws IOException {
        home = Files.createDirectories(below.resolve("home"));
        folder = Files.createDirectories(below.resolve("repository"));
        writeSettings("""
                <settings>
                  <mirrors>
                    <mirror><id>test</id><mirrorOf>*,!own</mirrorOf><url>%s</url></mirror>
                  </mirrors>
                </settings>
                """.formatted(folder.toUri()));
        System.setProperty("user.home", home.toString());
    }

    /** Replaces the settings. */
    public void writeSettings(String xml) throws IOException {
        Files.createDirectories(home.resolve(".m2"));
        Files.writeString(home.resolve(".m2/settings.xml"), xml);
    }

    /** Maven's folder in the home. */
    public Path mavenHome() {
        return home.resolve(".m2");
    }

    /** The repository. */
    public Path folder() {
        return folder;
    }

    /** Adds an artifact with a jar that is empty but for one entry; each dependency is {@code group:artifact:version}. */
    public void add(String coordinates, String... dependencies) throws IOException {
        var name = Coordinates.parse(coordinates);
        var jar = Files.createTempFile(home, "made", ".jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(name.artifact() + ".txt"));
            out.write(coordinates.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            out.closeEntry();
        }
        add(coordinates, jar, dependencies);
    }

    /** Adds an artifact with this jar. */
    public void add(String coordinates, Path jar, String... dependencies) throws IOException {
        var name = Coordinates.parse(coordinates);
        var place = Files.createDirectories(
                folder.resolve(name.group().replace('.', '/') + "/" + name.artifact() + "/" + name.version()));
        var pom = new StringBuilder("<project><modelVersion>4.0.0</modelVersion><groupId>" + name.group()
                + "</groupId><artifactId>" + name.artifact() + "</artifactId><version>" + name.version()
                + "</version><dependencies>");
        for (var dependency : dependencies) {
            pom.append(dependency(dependency));
        }
        pom.append("</dependencies></project>");
        var file = name.artifact() + "-" + name.version();
        Files.writeString(place.resolve(file + ".pom"), pom);
        Files.copy(jar, place.resolve(file + ".jar"));
    }

    /** A dependency as a POM has it. */
    public static String dependency(String coordinates) {
        var name = Coordinates.parse(coordinates);
        return "<dependency><groupId>" + name.group() + "</groupId><artifactId>" + name.artifact()
                + "</artifactId><version>" + name.version() + "</version></dependency>\n";
    }

    @Override
    public void close() {
        System.setProperty("user.home", homeBefore);
    }
}
