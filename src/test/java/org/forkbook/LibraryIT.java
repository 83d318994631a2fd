package org.forkbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code mvn install} puts into a repository: the library for other programs, and the kernel beside it. */
@Timeout(300)
class LibraryIT {

    private static final Path JAR = Path.of(System.getProperty("forkbook.library"));
    private static final Path SOURCES = Path.of(JAR.toString().replaceFirst("[.]jar$", "-sources.jar"));
    private static final Path KERNEL = Path.of(System.getProperty("forkbook.jar"));
    private static final Path POM = JAR.resolveSibling("library").resolve("pom.xml");

    /** The packages of the library, besides {@code org.forkbook.multiprocessing} and those below it. */
    private static final Set<String> INNER = Set.of(
            "org.forkbook.broker",
            "org.forkbook.chart",
            "org.forkbook.cluster",
            "org.forkbook.cluster.node",
            "org.forkbook.cluster.spark",
            "org.forkbook.cluster.spark.driver",
            "org.forkbook.serialization",
            "org.forkbook.serialization.analysis",
            "org.forkbook.service",
            "org.forkbook.shaded.asm",
            "org.forkbook.shaded.asm.signature",
            "org.forkbook.shm",
            "org.forkbook.transport",
            "org.forkbook.usercode",
            "org.forkbook.worker.agent",
            "org.forkbook.worker.launch",
            "org.forkbook.worker.protocol");

    private static final List<String> PRINTED = List.of(
            "[Point[x=1, y=10], Point[x=2, y=20], Point[x=3, y=30]]",
            "[3, 7]",
            "elsewhere true",
            "later 10",
            "/ by zero in divide",
            "named true",
            "Point[x=7, y=8]");

    @TempDir
    private Path folder;

    private record Ended(int code, String out, String err) {}

    @Test
    void aProgramRunsWithNothingButTheJarOnItsClassPath() throws Exception {
        var classes = folder.resolve("classes");
        ended("", tool("javac", "-Xlint:all", "-Werror", "-cp", JAR, "-d", classes, source("Program.java")));
        ended(
                printed("null"),
                tool(
                        "java",
                        "--add-opens",
                        "java.base/java.util.concurrent=ALL-UNNAMED",
                        "-cp",
                        JAR + File.pathSeparator + classes,
                        "program.Program"));
    }

    @Test
    void aProgramRunsAsAModuleThatOpensNothing() throws Exception {
        // A folder of modules, one of them a jar and one a folder.
        var modules = Files.createDirectory(folder.resolve("my modules"));
        Files.copy(JAR, modules.resolve(JAR.getFileName()));
        ended(
                "",
                tool(
                        "javac",
                        "-Xlint:all",
                        "-Werror",
                        "-p",
                        JAR,
                        "-d",
                        modules.resolve("program"),
                        source("Program.java"),
                        source("module-info.java")));
        ended(
                printed("program"),
                tool(
                        "java",
                        "--module-path",
                        modules,
                        "--add-modules",
                        "program",
                        "--add-opens",
                        "java.base/java.util.concurrent=org.forkbook",
                        "--add-opens=program/program=org.forkbook",
                        "-m",
                        "program/program.Program"));
    }

    @Test
    void theJarHasTheLibrarysPackagesAlone() throws IOException {
        var inner = packages(JAR);
        inner.removeIf(name -> name.startsWith("org.forkbook.multiprocessing"));
        assertEquals(new TreeSet<>(INNER), inner);
        var others = entries(JAR);
        others.removeIf(name -> name.endsWith("/") || (name.startsWith("org/forkbook/") && name.endsWith(".class")));
        assertEquals(
                Set.of(
                        "META-INF/MANIFEST.MF",
                        "META-INF/LICENSE",
                        "META-INF/THIRD-PARTY.md",
                        "META-INF/services/org.forkbook.multiprocessing.cluster.ClusterEngine",
                        "module-info.class"),
                others);
    }

    @Test
    void theModuleExportsThePublicPackagesAlone() throws IOException {
        var descriptor = ModuleFinder.of(JAR).find("org.forkbook").orElseThrow().descriptor();
        var published = packages(JAR);
        published.removeAll(INNER);
        assertTrue(published.remove("org.forkbook.multiprocessing.internal"));
        assertTrue(descriptor.exports().stream().noneMatch(ModuleDescriptor.Exports::isQualified));
        assertEquals(
                published,
                descriptor.exports().stream()
                        .map(ModuleDescriptor.Exports::source)
                        .collect(Collectors.toCollection(TreeSet::new)));
        assertEquals(Set.of(), descriptor.opens());
        assertFalse(descriptor.isOpen());
    }

    /** Annotations alone may be missing: a JVM overlooks those that it can't find. */
    @Test
    void theJarNeedsNothingButTheModulesThatItRequires() throws IOException {
        // As a jar without a descriptor, of which jdeps says what it needs.
        var classes = folder.resolve("classes.jar");
        Files.copy(JAR, classes);
        try (var files = FileSystems.newFileSystem(classes)) {
            Files.delete(files.getPath("module-info.class"));
        }
        var missing = jdeps("--missing-deps", classes.toString())
                .lines()
                .filter(line -> line.startsWith(" ") && line.contains("->"))
                .filter(line -> !line.contains("-> org.jspecify.annotations."))
                // What runs in Spark's own JVMs.
                .filter(line -> !line.strip().startsWith("org.forkbook.cluster.spark.driver."))
                .filter(line ->
                        !line.contains("-> org.objectweb.asm.Opcodes ")) // javac: the class of an inlined constant
                .toList();
        assertEquals(List.of(), missing);
        var needed = Set.of(jdeps("--print-module-deps", "--ignore-missing-deps", classes.toString())
                .strip()
                .split(","));
        var required = ModuleFinder.of(JAR).find("org.forkbook").orElseThrow().descriptor().requires().stream()
                .map(ModuleDescriptor.Requires::name)
                .collect(Collectors.toCollection(TreeSet::new));
        required.remove("jdk.unsupported"); // for Unsafe, by name
        assertEquals(required, new TreeSet<>(needed));
    }

    @Test
    void everyClassHasItsSourceInTheSourcesJar() throws IOException {
        var sources = entries(SOURCES);
        assertTrue(sources.containsAll(Set.of("module-info.java", "META-INF/LICENSE")), sources::toString);
        var ofClasses = entries(JAR).stream()
                .filter(name -> name.endsWith(".class") && !name.contains("$") && !name.contains("/shaded/"))
                .map(name -> name.replaceFirst("[.]class$", ".java"))
                .filter(name -> !name.equals("module-info.java"))
                .collect(Collectors.toCollection(TreeSet::new));
        var inPackages = sources.stream()
                .filter(name -> name.startsWith("org/") && name.endsWith(".java"))
                .collect(Collectors.toCollection(TreeSet::new));
        inPackages.removeIf(name ->
                name.endsWith("package-info.java") && !ofClasses.contains(name)); // without annotations: no class
        assertEquals(ofClasses, inPackages);
    }

    @Test
    void thePublishedPomHasNoDependenciesAndAllThatMavenCentralAsksFor() throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        var project = factory.newDocumentBuilder().parse(POM.toFile()).getDocumentElement();
        for (var none : List.of("dependency", "parent", "repository", "profile", "plugin")) {
            assertEquals(0, project.getElementsByTagName(none).getLength(), none);
        }
        for (var needed : List.of("name", "description", "url", "license", "developer", "scm", "issueManagement")) {
            assertTrue(project.getElementsByTagName(needed).getLength() > 0, needed);
        }
        var version = project.getElementsByTagName("version").item(0).getTextContent();
        assertEquals("forkbook-" + version + ".jar", JAR.getFileName().toString());
    }

    @Test
    void licencesOfAllThatIsInAJarAreInTheJar() throws IOException {
        var own = Files.readString(Path.of(System.getProperty("forkbook.checkout"), "LICENSE"));
        for (var jar : List.of(JAR, SOURCES, KERNEL)) {
            assertEquals(own, text(jar, "META-INF/LICENSE"), jar.toString());
        }
        assertTrue(text(JAR, "META-INF/THIRD-PARTY.md").contains("`org.ow2.asm:asm`"));
        assertTrue(text(KERNEL, "META-INF/NOTICE").contains("Apache Commons Lang"));
        var thirdParty = text(KERNEL, "META-INF/THIRD-PARTY.md");
        var contained = entries(KERNEL).stream().map(LibraryIT::tail).collect(Collectors.toSet());
        var unnamed = new ArrayList<String>();
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (entry.endsWith(".jar") && hasAllOf(contained, Path.of(entry))) {
                var artifact = Path.of(entry).getFileName().toString().replaceFirst("-[0-9].*", "");
                if (!thirdParty.contains(":" + artifact + "`")) {
                    unnamed.add(artifact);
                }
            }
        }
        assertEquals(List.of(), unnamed);
    }

    private static boolean hasAllOf(Set<String> tails, Path jar) throws IOException {
        var own = entries(jar).stream()
                .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                .filter(name -> !name.endsWith("module-info.class"))
                .map(LibraryIT::tail)
                .toList();
        return !own.isEmpty() && tails.containsAll(own);
    }

    /** The package's last name and the class's: what stays where the package is renamed. */
    private static String tail(String entry) {
        return entry.replaceFirst("^.*/([^/]+/[^/]+)$", "$1");
    }

    private static Set<String> packages(Path jar) throws IOException {
        return entries(jar).stream()
                .filter(name -> name.endsWith(".class") && name.contains("/"))
                .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> entries(Path jar) throws IOException {
        try (var zip = new ZipFile(jar.toFile())) {
            return zip.stream().map(Object::toString).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String text(Path jar, String entry) throws IOException {
        try (var zip = new ZipFile(jar.toFile());
                var in = zip.getInputStream(zip.getEntry(entry))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String jdeps(String... arguments) {
        var out = new StringWriter();
        ToolProvider.findFirst("jdeps").orElseThrow().run(new PrintWriter(out), new PrintWriter(out), arguments);
        return out.toString();
    }

    private Path source(String name) throws IOException {
        var file = folder.resolve(name);
        try (var in = LibraryIT.class.getResourceAsStream("library/" + name)) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    private static String printed(String module) {
        return "module " + module + "\n" + String.join("\n", PRINTED) + "\n";
    }

    private static void ended(String out, Ended ended) {
        assertEquals(new Ended(0, out, ""), ended);
    }

    private Ended tool(String name, Object... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
        for (var argument : arguments) {
            command.add(argument.toString());
        }
        var out = folder.resolve("out");
        var err = folder.resolve("err");
        var process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Ended(process.waitFor(), Files.readString(out), Files.readString(err));
    }
}
