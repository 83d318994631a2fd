package org.forkbook.maven;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.runtime.standalonestatic.StandaloneStaticRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.DependencyFilter;
import org.eclipse.aether.repository.MirrorSelector;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactDescriptorRequest;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.util.filter.ScopeDependencyFilter;
import org.eclipse.aether.util.repository.SimpleArtifactDescriptorPolicy;
import org.eclipse.aether.util.repository.SimpleResolutionErrorPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Resolver of one notebook's libraries from Maven repositories, with all their dependencies. It uses the user's {@code
 * settings.xml}: mirrors, proxies, passwords, and the local repository.
 *
 * <p>One process has one version of a library. Resolved libraries keep their versions, and later ones are resolved
 * against them.
 *
 * <pre>{@code
 * var jars = libraries.resolve(List.of(Coordinates.parse("com.google.guava:guava:33.4.0-jre")), scopes, out::print);
 * }</pre>
 *
 * <p>Safe for many threads, which take turns.
 */
public final class MavenLibraries {

    /** The scopes that a running program needs. */
    public static final Set<String> RUNTIME_SCOPES = Set.of("compile", "runtime", "system", "import");

    private final Path mavenHome;
    private final Set<RepositoryRisk> accepted;
    private final Map<String, Repository> added = new LinkedHashMap<>(); // guarded by this
    private final Map<String, Library> loaded = new LinkedHashMap<>(); // guarded by this
    private @Nullable Context context; // guarded by this

    /** The parts of one request to the resolver. */
    private record Wanted(List<Dependency> roots, List<Dependency> managed, List<RemoteRepository> repositories) {}

    /** Creates the request, once there is a context. */
    @FunctionalInterface
    private interface Question {
        Wanted ask(Context context, DefaultRepositorySystemSession session) throws RepositoryException;
    }

    /**
     * The libraries of a notebook that has none yet.
     *
     * @param mavenHome Maven's folder in the user's home, {@code ~/.m2}: settings and the local repository
     * @param accepted the risks that the user accepts
     */
    public MavenLibraries(Path mavenHome, Set<RepositoryRisk> accepted) {
        this.mavenHome = mavenHome;
        this.accepted = Set.copyOf(accepted);
    }

    /**
     * Adds a repository, or replaces the one of the same name; it comes after the others.
     *
     * @throws LibraryException if it is on another machine and uses {@code http}, and that isn't accepted
     */
    public synchronized void add(Repository repository) throws LibraryException {
        if (isRefused(repository.url())) {
            throw new LibraryException(ResolutionErrors.plainHttp(repository.id(), repository.url()));
        }
        added.remove(repository.id());
        added.put(repository.id(), repository);
    }

    /**
     * The repositories, in the order of search.
     *
     * @throws LibraryException if the user's settings can't be read
     */
    public synchronized List<Repository> repositories() throws LibraryException {
        return remotes(context()).stream()
                .map(remote -> new Repository(remote.getId(), remote.getUrl()))
                .toList();
    }

    private boolean isRefused(String url) {
        return Repository.isUnsafe(url) && !accepted.contains(RepositoryRisk.HTTP);
    }

    /**
     * The user's mirrors and, as in Maven itself, one that blocks {@code http} repositories on other machines,
     * including those that POMs name. The user's own mirrors are the user's choice.
     */
    private @Nullable RemoteRepository mirror(MirrorSelector own, RemoteRepository repository) {
        var mirror = own.getMirror(repository);
        return mirror != null || !isRefused(repository.getUrl())
                ? mirror
                : new RemoteRepository.Builder(repository).setBlocked(true).build();
    }

    /** The libraries that were resolved so far, in order. */
    public synchronized List<Library> loaded() {
        return List.copyOf(loaded.values());
    }

    /**
     * Resolves libraries with all that they depend on.
     *
     * @param scopes the scopes to follow; {@link #RUNTIME_SCOPES} for most
     * @param progress receives the text of the progress display
     * @return those that are new, in class path order
     * @throws LibraryException if one of them can't be resolved; nothing has changed then
     * @throws InterruptedException if the calling thread is interrupted; downloads end then
     */
    public List<Library> resolve(List<Coordinates> wanted, Set<String> scopes, Consumer<String> progress)
            throws LibraryException, InterruptedException {
        return interruptibly(
                progress,
                listener -> find(scopes, listener, (own, session) -> {
                    var roots = wanted.stream().map(this::pinned).toList();
                    roots.stream().filter(root -> !wanted.contains(root)).forEach(root -> noteKept(root, progress));
                    return new Wanted(
                            roots.stream()
                                    .map(root -> new Dependency(artifact(root), "runtime"))
                                    .toList(),
                            List.of(),
                            remotes(own));
                }));
    }

    /**
     * Resolves the dependencies that a POM names.
     *
     * @param pom a POM, or any of its {@code <dependency>} and {@code <repository>} elements
     * @throws LibraryException if it can't be read, or one of them can't be resolved; nothing has changed then
     */
    public List<Library> resolvePom(String pom, Set<String> scopes, Consumer<String> progress)
            throws LibraryException, InterruptedException {
        try {
            var file = Files.createTempFile("forkbook-", ".pom");
            try {
                Files.writeString(file, PomFragment.complete(pom));
                return resolvePom(file, scopes, progress);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new LibraryException("The POM can't be written to the temporary folder: " + e.getMessage(), e);
        }
    }

    /** Resolves the dependencies that the POM in a file names; its parents are found by their relative paths, too. */
    public List<Library> resolvePom(Path pom, Set<String> scopes, Consumer<String> progress)
            throws LibraryException, InterruptedException {
        return interruptibly(
                progress,
                listener -> find(scopes, listener, (own, session) -> {
                    var strict = new DefaultRepositorySystemSession(session);
                    strict.setArtifactDescriptorPolicy(new SimpleArtifactDescriptorPolicy(false, false));
                    strict.setWorkspaceReader(new FilePom(pom));
                    var described = own.repositorySystem()
                            .readArtifactDescriptor(
                                    strict, new ArtifactDescriptorRequest(FilePom.ARTIFACT, remotes(own), "notebook"));
                    var repositories = new ArrayList<>(
                            own.repositorySystem().newResolutionRepositories(session, described.getRepositories()));
                    remotes(own).stream()
                            .filter(remote -> repositories.stream()
                                    .noneMatch(known -> known.getId().equals(remote.getId())))
                            .forEach(repositories::add);
                    return new Wanted(
                            described.getDependencies().stream()
                                    .filter(dependency -> scopes.contains(
                                            dependency.getScope().isEmpty() ? "compile" : dependency.getScope()))
                                    .toList(),
                            described.getManagedDependencies(),
                            repositories);
                }));
    }

    private static void noteKept(Coordinates kept, Consumer<String> out) {
        out.accept(kept + " is already on the class path and stays: for another version, restart the kernel and request"
                + " it first.\n");
    }

    private Coordinates pinned(Coordinates wanted) {
        var known = loaded.get(wanted.key());
        return known == null ? wanted : known.coordinates();
    }

    private synchronized List<Library> find(Set<String> scopes, DownloadProgress listener, Question question)
            throws LibraryException {
        var own = context();
        try {
            var session = new DefaultRepositorySystemSession(own.repositorySystemSession());
            var mirrors = session.getMirrorSelector();
            session.setMirrorSelector(repository -> mirror(mirrors, repository));
            session.setTransferListener(listener);
            // A library that was missing a minute ago may exist now: don't cache errors.
            session.setResolutionErrorPolicy(new SimpleResolutionErrorPolicy(false, false));
            var wanted = question.ask(own, session);
            var managed = new ArrayList<Dependency>();
            loaded.values().forEach(library -> managed.add(new Dependency(artifact(library.coordinates()), "")));
            managed.addAll(wanted.managed());
            var collect = new CollectRequest(wanted.roots(), managed, wanted.repositories());
            DependencyFilter filter = new ScopeDependencyFilter(scopes, Set.of());
            var result = own.repositorySystem().resolveDependencies(session, new DependencyRequest(collect, filter));
            if (listener.corrupted() != null) {
                throw new LibraryException(ResolutionErrors.wrongChecksum(listener.corrupted()));
            }
            var found = new ArrayList<Library>();
            for (var each : result.getArtifactResults()) {
                var library = library(each.getArtifact());
                if (library.coordinates().extension().equals("jar")
                        && loaded.putIfAbsent(library.coordinates().key(), library) == null) {
                    found.add(library);
                }
            }
            return found;
        } catch (RepositoryException e) {
            if (listener.corrupted() != null) {
                throw new LibraryException(ResolutionErrors.wrongChecksum(listener.corrupted()), e);
            }
            throw ResolutionErrors.explain(e, remotes(own));
        }
    }

    private static Artifact artifact(Coordinates name) {
        return new DefaultArtifact(name.group(), name.artifact(), name.classifier(), name.extension(), name.version());
    }

    private static Library library(Artifact artifact) {
        var name = new Coordinates(
                artifact.getGroupId(),
                artifact.getArtifactId(),
                artifact.getExtension(),
                artifact.getClassifier(),
                artifact.getVersion());
        return new Library(name, artifact.getFile().toPath());
    }

    private synchronized Context context() throws LibraryException {
        var own = context;
        if (own == null) {
            try {
                own = new StandaloneStaticRuntime()
                        .create(ContextOverrides.create()
                                .withUserSettings(true)
                                .withMavenUserHomeOverride(mavenHome)
                                .build());
            } catch (RuntimeException e) {
                throw new LibraryException(
                        "Maven's settings can't be read: "
                                + ResolutionErrors.root(e).getMessage() + ". Look at "
                                + mavenHome.resolve("settings.xml") + ".",
                        e);
            }
            context = own;
        }
        return own;
    }

    private List<RemoteRepository> remotes(Context own) {
        var all = new ArrayList<>(own.remoteRepositories());
        var mine = new ArrayList<RemoteRepository>();
        for (var repository : added.values()) {
            all.removeIf(known -> known.getId().equals(repository.id()));
            mine.add(new RemoteRepository.Builder(repository.id(), "default", repository.url()).build());
        }
        all.addAll(own.repositorySystem().newResolutionRepositories(own.repositorySystemSession(), mine));
        return all;
    }

    /** Work on its own thread: network access can't be interrupted, but waiting for it can. */
    @FunctionalInterface
    private interface Work {
        List<Library> run(DownloadProgress listener) throws LibraryException;
    }

    private List<Library> interruptibly(Consumer<String> progress, Work work)
            throws LibraryException, InterruptedException {
        var listener = new DownloadProgress(progress, !accepted.contains(RepositoryRisk.WRONG_CHECKSUMS));
        var result = new CompletableFuture<List<Library>>();
        var thread = new Thread(
                () -> {
                    try {
                        result.complete(work.run(listener));
                    } catch (Throwable e) { // It is rethrown to the waiting caller.
                        result.completeExceptionally(e);
                    }
                },
                "forkbook-maven");
        thread.setDaemon(true);
        thread.start();
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LibraryException known) {
                throw known;
            }
            throw new LibraryException("Maven's resolver failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            listener.cancel();
            throw e;
        } finally {
            listener.end();
        }
    }
}
