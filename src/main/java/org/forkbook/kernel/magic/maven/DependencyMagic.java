package org.forkbook.kernel.magic.maven;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.magic.CellPart;
import org.forkbook.kernel.magic.MagicArguments;
import org.forkbook.kernel.magic.MagicContext;
import org.forkbook.kernel.magic.MagicFailedException;
import org.forkbook.maven.Coordinates;
import org.forkbook.maven.LibraryException;
import org.forkbook.maven.MavenLibraries;
import org.forkbook.maven.Repository;
import org.jspecify.annotations.Nullable;

/** The magic {@code %dependency}: libraries are named one by one, and {@code /resolve} then fetches them together. */
final class DependencyMagic {

    private final Supplier<MavenLibraries> libraries;
    private final Set<Coordinates> named = new LinkedHashSet<>(); // guarded by this

    DependencyMagic(Supplier<MavenLibraries> libraries) {
        this.libraries = libraries;
    }

    @Nullable
    DisplayData run(CellPart call, MagicContext notebook) throws Exception {
        var words = MagicArguments.of(call.arguments()).plain();
        var command = words.isEmpty() ? "" : words.get(0);
        var rest = words.isEmpty() ? words : words.subList(1, words.size());
        try {
            switch (command) {
                case "/add" -> name(rest, notebook);
                case "/resolve" -> resolve(notebook);
                case "/add-repo" -> addRepository(rest);
                case "/list-repos" ->
                    libraries
                            .get()
                            .repositories()
                            .forEach(known -> notebook.print(known.id() + " " + known.url() + "\n"));
                case "/list-dependencies" -> named().forEach(one -> notebook.print(one + "\n"));
                case "/list-artifacts" ->
                    libraries
                            .get()
                            .loaded()
                            .forEach(library -> notebook.print(library.coordinates() + " " + library.file() + "\n"));
                default ->
                    throw new MagicFailedException("It takes /add GROUP:ARTIFACT:VERSION, /resolve,"
                            + " /add-repo NAME URL, /list-repos, /list-dependencies or /list-artifacts, not \""
                            + command
                            + "\".");
            }
        } catch (LibraryException | IllegalArgumentException e) {
            throw MavenMagics.failed(e);
        }
        return null;
    }

    private synchronized List<Coordinates> named() {
        return List.copyOf(named);
    }

    private void name(List<String> words, MagicContext notebook) throws MagicFailedException {
        var wanted = MavenMagics.coordinates(words);
        if (wanted.isEmpty()) {
            throw new MagicFailedException("Which library? Write: /add GROUP:ARTIFACT:VERSION");
        }
        synchronized (this) {
            named.addAll(wanted);
        }
        wanted.forEach(one -> notebook.print("Adding dependency " + one + "\n"));
    }

    private void resolve(MagicContext notebook) throws LibraryException, InterruptedException {
        var wanted = named();
        if (wanted.isEmpty()) {
            notebook.print("No dependency is waiting to be resolved.\n");
            return;
        }
        synchronized (this) {
            wanted.forEach(named::remove); // Also when it fails: a wrong name must not block the next ones.
        }
        var found = libraries.get().resolve(wanted, MavenLibraries.RUNTIME_SCOPES, notebook::print);
        MavenMagics.add(new ArrayList<>(found), notebook);
    }

    private void addRepository(List<String> words) throws MagicFailedException, LibraryException {
        if (words.size() < 2) {
            throw new MagicFailedException("Which repository? Write: /add-repo NAME URL");
        }
        libraries.get().add(new Repository(words.get(0), words.get(1))); // Update policies are Maven's own.
    }
}
