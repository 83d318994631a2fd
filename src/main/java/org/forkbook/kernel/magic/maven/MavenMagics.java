package org.forkbook.kernel.magic.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.magic.CellPart;
import org.forkbook.kernel.magic.Globs;
import org.forkbook.kernel.magic.LibraryMagics;
import org.forkbook.kernel.magic.MagicArguments;
import org.forkbook.kernel.magic.MagicContext;
import org.forkbook.kernel.magic.MagicFailedException;
import org.forkbook.kernel.settings.Settings;
import org.forkbook.maven.Coordinates;
import org.forkbook.maven.Library;
import org.forkbook.maven.LibraryException;
import org.forkbook.maven.MavenLibraries;
import org.forkbook.maven.Repository;
import org.forkbook.maven.RepositoryRisk;
import org.jspecify.annotations.Nullable;

/** The actions of the magics that fetch libraries, with Maven's resolver. */
public final class MavenMagics implements LibraryMagics {

    private final DependencyMagic dependency = new DependencyMagic(this::resolver);
    private @Nullable MavenLibraries libraries; // guarded by this

    /** Creates the actions of one notebook, which knows Maven Central. */
    public MavenMagics() {}

    private synchronized MavenLibraries resolver() {
        if (libraries == null) {
            libraries = new MavenLibraries(
                    Path.of(System.getProperty("user.home", "."), ".m2"),
                    RepositoryRisk.of(Settings.ofThisUser().mavenAccepts()));
        }
        return libraries;
    }

    @Override
    public @Nullable DisplayData maven(CellPart call, MagicContext notebook) throws Exception {
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
                    resolver().add(new Repository(nameFor(url), url));
                }
            }
            add(resolver().resolve(wanted, scopes(arguments), notebook::print), notebook);
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

    @Override
    public @Nullable DisplayData repository(CellPart call, MagicContext notebook) throws MagicFailedException {
        var words = MagicArguments.of(call.arguments()).plain();
        try {
            if (words.isEmpty()) {
                resolver().repositories().forEach(known -> notebook.print(known.id() + " " + known.url() + "\n"));
            } else if (words.size() == 1) {
                resolver().add(new Repository(nameFor(words.get(0)), words.get(0)));
            } else {
                resolver().add(new Repository(words.get(0), words.get(1)));
            }
        } catch (LibraryException | IllegalArgumentException e) {
            throw failed(e);
        }
        return null;
    }

    @Override
    public @Nullable DisplayData pomInFile(CellPart call, MagicContext notebook) throws Exception {
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
                    ? resolver().resolvePom(file, scopes, notebook::print)
                    : resolver().resolvePom(text, scopes, notebook::print);
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

    @Override
    public @Nullable DisplayData pomInCell(CellPart call, MagicContext notebook) throws Exception {
        try {
            var scopes = pomScopes(MagicArguments.of(call.arguments()).plain());
            add(resolver().resolvePom(call.text(), scopes, notebook::print), notebook);
        } catch (LibraryException e) {
            throw failed(e);
        }
        return null;
    }

    @Override
    public @Nullable DisplayData dependency(CellPart call, MagicContext notebook) throws Exception {
        return dependency.run(call, notebook);
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
