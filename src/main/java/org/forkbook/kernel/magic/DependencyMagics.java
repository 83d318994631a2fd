package org.forkbook.kernel.magic;

import org.forkbook.serialization.OptionalPackages;
import org.jspecify.annotations.Nullable;

/**
 * Magics that fetch libraries with Maven's resolver, under the names that other Java kernels use. The resolver isn't on
 * the kernel's class path: the first of these magics that runs loads it.
 */
final class DependencyMagics {

    private static final String LOADED = "org.forkbook.kernel.magic.maven.MavenMagics";

    private @Nullable LibraryMagics loaded; // guarded by this

    private DependencyMagics() {}

    static void addTo(Magics magics) {
        var own = new DependencyMagics();
        var maven = Magic.line(
                        "maven",
                        "GROUP:ARTIFACT:VERSION… [--scope SCOPE]",
                        "Fetches libraries and their dependencies from Maven repositories.",
                        (call, notebook) -> own.get().maven(call, notebook))
                .slow();
        magics.add(maven);
        magics.add(maven.named("addMavenDependency"));
        magics.add(maven.named("addMavenDependencies"));
        var repository = Magic.line(
                        "mavenRepo",
                        "NAME URL",
                        "Adds a Maven repository, or lists the repositories.",
                        (call, notebook) -> own.get().repository(call, notebook))
                .slow();
        magics.add(repository);
        magics.add(repository.named("addMavenRepo"));
        magics.add(Magic.line(
                        "loadFromPOM",
                        "[FILE] [SCOPE…]",
                        "Fetches the dependencies of a POM.",
                        (call, notebook) -> own.get().pomInFile(call, notebook))
                .slow());
        magics.add(Magic.cell(
                        "loadFromPOM",
                        "[SCOPE…]",
                        "Fetches the dependencies of the POM, or part of a POM, in the cell.",
                        (call, notebook) -> own.get().pomInCell(call, notebook))
                .slow());
        magics.add(Magic.line(
                        "dependency",
                        "/add GROUP:ARTIFACT:VERSION | /resolve | /add-repo NAME URL | /list-…",
                        "Collects libraries, then fetches them together.",
                        (call, notebook) -> own.get().dependency(call, notebook))
                .slow());
    }

    private synchronized LibraryMagics get() throws ReflectiveOperationException {
        if (loaded == null) {
            loaded = (LibraryMagics)
                    OptionalPackages.load(LOADED).getConstructor().newInstance();
        }
        return loaded;
    }
}
