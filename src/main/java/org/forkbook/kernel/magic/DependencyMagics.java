package org.forkbook.kernel.magic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.settings.Settings;
import org.forkbook.maven.Coordinates;
import org.forkbook.maven.Library;
import org.forkbook.maven.LibraryException;
import org.forkbook.maven.MavenLibraries;
import org.forkbook.maven.Repository;
import org.forkbook.maven.RepositoryRisk;
import org.jspecify.annotations.Nullable;

/**
 * Magics that fetch libraries with Maven's resolver, under the names that other Java kernels use. The first magic that
 * runs loads the resolver.
 */
final class DependencyMagics {

    private final Resolver resolver = new Resolver();

    /** Lazy holder of the resolver, whose classes are loaded when they are needed. */
    private static final class Resolver {
        private @Nullable MavenLibraries libraries; // guarded by this

        synchronized MavenLibraries get() {
            var own = libraries;
            if (own == null) {
                own = new MavenLibraries(
                        Path.of(System.getProperty("user.home", "."), ".m2"),
                        RepositoryRisk.of(Settings.ofThisUser().mavenAccepts()));
                libraries = own;
            }
            return own;
        }
    }

    private DependencyMagics() {}

    static void addTo(Magics magics) {
        var own = new DependencyMagics();
        var maven = Magic.line(
                        "maven",
                        "GROUP:ARTIFACT:VERSION… [--scope SCOPE]",
                        "Fetches libraries and their dependencies from Maven repositories.",
                        own::maven)
                .slow();
        magics.add(maven);
        magics.add(maven.named("addMavenDependency"));
        magics.add(maven.named("addMavenDependencies"));
        var repository = Magic.line(
                "mavenRepo", "NAME URL", "Adds a Maven repository, or lists the repositories.", own::repository);
        magics.add(repository.slow());
        magics.add(repository.slow().named("addMavenRepo"));
        var summary = "Fetches the dependencies of a POM.";
        magics.add(Magic.line("loadFromPOM", "[FILE] [SCOPE…]", summary, own::pomInFile)
                .slow());
        magics.add(Magic.cell(
                        "loadFromPOM",
                        "[SCOPE…]",
                        "Fetches the dependencies of the POM, or part of a POM, in the cell.",
                        own::pomInCell)
                .slow());
        magics.add(Magic.line(
                        "dependency",
                        "/add GROUP:ARTIFACT:VERSION | /resolve | /add-repo NAME URL | /list-…",
                        "Collects libraries, then fetches them together.",
                        new DependencyMagic(own.resolver::get)::run)
                .slow());
    }

    private @Nullable DisplayData maven(CellPart call, MagicContext notebook) throws Exception {
        var arguments = MagicArguments.of(call.arguments(), "scope", "from");
        var wanted = coordinates(arguments.plain());
        if (wanted.isEmpty()) {
            throw new MagicFailedException("Which library? %maven GROUP:ARTIFACT:VERSION, such as"
                    + " %maven org.apache.commons:commons-math3:3.6.1");
        }
        try {
            var from = arguments.options().get("from");
            if (from != null) {
                for (var url : from.split(",", -1)) {
                    resolver.get().add(new Repository(nameFor(url), url));
                }
            }
            add(resolver.get().resolve(wanted, scopes(arguments), notebook::print), notebook);
        } catch (LibraryException | IllegalArgumentException e) {
            throw failed(e);
        }
        return null;
    }

    private static String nameFor(String url) {
        return url.replaceAll("^\\w+://", "").replaceAll("[^\\w.-]+", "-");
    }

    /** The requested scopes, besides those that every program needs. */
    private static Set<String> scopes(MagicArguments arguments) {
        var scopes = new HashSet<>(MavenLibraries.RUNTIME_SCOPES);
        for (var scope : arguments.options().getOrDefault("scope", "").split(",", -1)) {
            scopes.add(scope);
        }
        return scopes;
    }

    static List<Coordinates> coordinates(List<String> words) throws MagicFailedException {
        var wanted = new ArrayList<Coordinates>();
        for (var word : words) {
            for (var one : word.split("[,;]", -1)) { // Also written as one list.
                if (!one.isBlank()) {
                    try {
                        wanted.add(Coordinates.parse(one));
                    } catch (IllegalArgumentException e) {
                        throw failed(e);
                    }
                }
            }
        }
        return wanted;
    }

    private @Nullable DisplayData repository(CellPart call, MagicContext notebook) throws MagicFailedException {
        var words = MagicArguments.of(call.arguments()).plain();
        try {
            if (words.isEmpty()) {
                resolver.get().repositories().forEach(known -> notebook.print(known.id() + " " + known.url() + "\n"));
            } else if (words.size() == 1) {
                resolver.get().add(new Repository(nameFor(words.get(0)), words.get(0)));
            } else {
                resolver.get().add(new Repository(words.get(0), words.get(1)));
            }
        } catch (LibraryException | IllegalArgumentException e) {
            throw failed(e);
        }
        return null;
    }

    private @Nullable DisplayData pomInFile(CellPart call, MagicContext notebook) throws Exception {
        var words = MagicArguments.of(call.arguments()).plain();
        var files = Globs.find(words.isEmpty() ? "pom.xml" : words.get(0));
        var file = files.isEmpty() || !Files.isDirectory(files.get(0))
                ? first(files)
                : first(files).resolve("pom.xml");
        if (!Files.isRegularFile(file)) {
            throw new MagicFailedException("There is no POM at " + file + ".");
        }
        try {
            var scopes = pomScopes(words.isEmpty() ? words : words.subList(1, words.size()));
            var text = Files.readString(file);
            var found = text.contains("<project")
                    ? resolver.get().resolvePom(file, scopes, notebook::print)
                    : resolver.get().resolvePom(text, scopes, notebook::print);
            add(found, notebook);
        } catch (LibraryException e) {
            throw failed(e);
        } catch (IOException e) {
            throw new MagicFailedException(file + " can't be read: " + e.getMessage(), e);
        }
        return null;
    }

    private static Path first(List<Path> files) throws MagicFailedException {
        if (files.isEmpty()) {
            throw new MagicFailedException("There is no such POM.");
        }
        return files.get(0);
    }

    private @Nullable DisplayData pomInCell(CellPart call, MagicContext notebook) throws Exception {
        try {
            var scopes = pomScopes(MagicArguments.of(call.arguments()).plain());
            add(resolver.get().resolvePom(call.text(), scopes, notebook::print), notebook);
        } catch (LibraryException e) {
            throw failed(e);
        }
        return null;
    }

    private static Set<String> pomScopes(List<String> words) {
        return words.isEmpty() ? MavenLibraries.RUNTIME_SCOPES : Set.copyOf(words);
    }

    /** Puts new libraries on the class path, and prints them. */
    static void add(List<Library> found, MagicContext notebook) {
        if (!found.isEmpty()) {
            notebook.addToClassPath(found.stream().map(Library::file).toList());
            var few = found.stream()
                    .limit(6)
                    .map(library -> library.coordinates().artifact() + " "
                            + library.coordinates().version())
                    .collect(Collectors.joining(", "));
            notebook.print("Added " + few + (found.size() > 6 ? " and " + (found.size() - 6) + " more" : "") + ".\n");
        }
    }

    static MagicFailedException failed(Exception e) {
        return new MagicFailedException(String.valueOf(e.getMessage()), e);
    }
}
