package org.forkbook.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@Timeout(300)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class MavenLibrariesTest {

    @TempDir
    private Path folder = Path.of("");

    private @Nullable TestRepository repository;
    private MavenLibraries libraries = new MavenLibraries(Path.of(""), Set.of());
    private final StringBuilder said = new StringBuilder();

    @BeforeEach
    void makeRepository() throws IOException {
        var made = new TestRepository(folder);
        repository = made;
        libraries = new MavenLibraries(made.mavenHome(), Set.of());
        made.add("org.tree:root:1.0", "org.tree:branch:1.0");
        made.add("org.tree:branch:1.0", "org.tree:leaf:1.0");
        made.add("org.tree:leaf:1.0");
        made.add("org.tree:leaf:2.0");
    }

    @AfterEach
    void leaveRepository() {
        if (repository != null) {
            repository.close();
        }
    }

    private TestRepository repository() {
        if (repository == null) {
            throw new AssertionError("made before each test");
        }
        return repository;
    }

    private List<String> resolve(String... coordinates) throws Exception {
        var wanted = List.of(coordinates).stream().map(Coordinates::parse).toList();
        return names(libraries.resolve(wanted, MavenLibraries.RUNTIME_SCOPES, said::append));
    }

    private static List<String> names(List<Library> found) {
        found.forEach(library -> assertTrue(Files.isRegularFile(library.file()), library::toString));
        return found.stream().map(library -> library.coordinates().toString()).toList();
    }

    @Test
    void aLibraryComesWithWhatItNeedsThroughTheUsersMirror() throws Exception {
        assertEquals(
                List.of("org.tree:root:1.0", "org.tree:branch:1.0", "org.tree:leaf:1.0"), resolve("org.tree:root:1.0"));
        assertTrue(Files.exists(folder.resolve("home/.m2/repository/org/tree/leaf/1.0/leaf-1.0.jar")));
    }

    @Test
    void aVersionThatIsThereStaysAndWhatComesLaterFitsToIt() throws Exception {
        assertEquals(List.of("org.tree:leaf:2.0"), resolve("org.tree:leaf:2.0"));
        assertEquals(List.of("org.tree:root:1.0", "org.tree:branch:1.0"), resolve("org.tree:root:1.0"));
        assertEquals(List.of(), resolve("org.tree:leaf:1.0"));
        assertTrue(
                said.toString().contains("org.tree:leaf:2.0 is already on the class path and stays"), said.toString());
    }

    @Test
    void anUnknownLibraryIsNamedWithThePlacesThatWereAsked() {
        var failure = assertThrows(LibraryException.class, () -> resolve("org.tree:twig:1.0"));
        assertTrue(
                String.valueOf(failure.getMessage()).startsWith("There is no org.tree:twig:1.0 in test (file:"),
                failure.getMessage());
        assertTrue(String.valueOf(failure.getMessage()).contains("%mavenRepo"), failure.getMessage());
    }

    @Test
    void aLibraryThatComesLaterIsFoundThen() throws Exception {
        assertThrows(LibraryException.class, () -> resolve("org.tree:twig:1.0"));
        repository().add("org.tree:twig:1.0");
        assertEquals(List.of("org.tree:twig:1.0"), resolve("org.tree:twig:1.0"));
    }

    @Test
    void withoutANetworkItSaysSoAndWhereProxiesAreSet() throws Exception {
        repository()
                .writeSettings("<settings><mirrors><mirror><id>far</id><mirrorOf>*</mirrorOf>"
                        + "<url>http://localhost:1/</url></mirror></mirrors></settings>");
        var failure = assertThrows(LibraryException.class, () -> resolve("org.tree:root:1.0"));
        assertTrue(
                String.valueOf(failure.getMessage()).startsWith("far (http://localhost:1/) can't be reached"),
                failure.getMessage());
        assertTrue(String.valueOf(failure.getMessage()).contains("settings.xml"), failure.getMessage());
    }

    @Test
    void brokenSettingsAreNamed() throws Exception {
        repository().writeSettings("<settings><mirrors>");
        var failure = assertThrows(LibraryException.class, () -> resolve("org.tree:root:1.0"));
        assertTrue(String.valueOf(failure.getMessage()).contains("settings"), failure.getMessage());
    }

    @Test
    void looseElementsOfAPomDo() throws Exception {
        var other = Files.createDirectories(folder.resolve("other"));
        var found = libraries.resolvePom(
                "<!-- as on a library's page -->\n"
                        + "<repository><id>own</id><url>" + other.toUri() + "</url></repository>\n"
                        + TestRepository.dependency("org.tree:branch:1.0")
                        + "<dependencies>" + TestRepository.dependency("org.tree:leaf:2.0") + "</dependencies>",
                MavenLibraries.RUNTIME_SCOPES,
                said::append);
        assertEquals(List.of("org.tree:branch:1.0", "org.tree:leaf:2.0"), names(found));
    }

    @Test
    void aWholePomWithPropertiesManagementAndScopesDoes() throws Exception {
        var pom = folder.resolve("pom.xml");
        Files.writeString(pom, """
                <project>
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>x</groupId><artifactId>y</artifactId><version>1</version>
                  <properties><leaf.version>2.0</leaf.version></properties>
                  <dependencyManagement><dependencies>
                    <dependency><groupId>org.tree</groupId><artifactId>leaf</artifactId><version>${leaf.version}</version></dependency>
                  </dependencies></dependencyManagement>
                  <dependencies>
                    <dependency><groupId>org.tree</groupId><artifactId>leaf</artifactId></dependency>
                    <dependency><groupId>org.tree</groupId><artifactId>branch</artifactId><version>1.0</version><scope>test</scope></dependency>
                  </dependencies>
                </project>
                """);
        assertEquals(
                List.of("org.tree:leaf:2.0"),
                names(libraries.resolvePom(pom, MavenLibraries.RUNTIME_SCOPES, said::append)));
        assertEquals(List.of("org.tree:branch:1.0"), names(libraries.resolvePom(pom, Set.of("test"), said::append)));
    }

    @Test
    void aBrokenPomIsAnErrorAndNotNothing() {
        var failure = assertThrows(
                LibraryException.class,
                () -> libraries.resolvePom("<project><dependencies>", MavenLibraries.RUNTIME_SCOPES, said::append));
        assertTrue(String.valueOf(failure.getMessage()).startsWith("The POM can't be used"), failure.getMessage());
    }

    @Test
    void coordinatesAreReadAsTheyAreWritten() {
        assertEquals(new Coordinates("g", "a", "jar", "", "1"), Coordinates.parse(" \"g:a:1\", "));
        assertEquals(new Coordinates("g", "a", "jar", "natives", "1"), Coordinates.parse("g:a:jar:natives:1"));
        var failure = assertThrows(IllegalArgumentException.class, () -> Coordinates.parse("g:a"));
        assertTrue(String.valueOf(failure.getMessage()).contains("group:artifact:version"), failure.getMessage());
    }

    private String refusal(String coordinates) {
        return String.valueOf(
                assertThrows(LibraryException.class, () -> resolve(coordinates)).getMessage());
    }

    @Test
    void whatHasAnotherChecksumThanItsRepositorySaysIsRefusedUnlessThatIsAccepted() throws Exception {
        repository().add("org.tree:twig:1.0");
        for (var file : List.of("leaf/1.0/leaf-1.0.pom", "leaf/2.0/leaf-2.0.jar", "twig/1.0/twig-1.0.jar")) {
            Files.writeString(repository().folder().resolve("org/tree/" + file + ".sha1"), "0".repeat(40));
        }
        var pom = refusal("org.tree:root:1.0");
        assertTrue(pom.contains("leaf-1.0.pom has a different checksum"), pom);
        var jar = refusal("org.tree:leaf:2.0");
        assertTrue(jar.contains("leaf-2.0.jar has a different checksum"), jar);
        assertEquals(List.of(), libraries.loaded());
        libraries = new MavenLibraries(repository().mavenHome(), Set.of(RepositoryRisk.WRONG_CHECKSUMS));
        assertEquals(List.of("org.tree:twig:1.0"), resolve("org.tree:twig:1.0"));
    }

    @Test
    void aRepositoryOverPlainHttpIsNotAskedUnlessItIsOnThisMachineOrThatIsAccepted() throws Exception {
        var far = new Repository("own", "http://192.0.2.1/maven");
        var e = assertThrows(LibraryException.class, () -> libraries.add(far));
        var message = String.valueOf(e.getMessage());
        assertTrue(message.contains("own (http://192.0.2.1/maven) is not used: over http"), message);
        for (var near :
                List.of("http://localhost:1/", "http://127.0.0.1/a", "http://[::1]:8/", "https://a/", "file:///a")) {
            libraries.add(new Repository("near", near));
        }
        for (var unsafe : List.of("HTTP://a/", "http://localhost.a/", "http://127.0.0.1@a/", "http://127.0.0.1.a/")) {
            assertTrue(Repository.isUnsafe(unsafe), unsafe);
        }
        new MavenLibraries(repository().mavenHome(), Set.of(RepositoryRisk.HTTP)).add(far);
    }

    @Test
    void norIsOneThatAPomNames() {
        var pom = "<repositories><repository><id>own</id><url>http://192.0.2.1/maven</url></repository></repositories>"
                + "<dependencies>" + TestRepository.dependency("org.tree:absent:1.0") + "</dependencies>";
        var e = assertThrows(
                LibraryException.class, () -> libraries.resolvePom(pom, MavenLibraries.RUNTIME_SCOPES, said::append));
        var message = String.valueOf(e.getMessage());
        assertTrue(message.contains("own (http://192.0.2.1/maven) is not used: over http"), message);
    }
}
