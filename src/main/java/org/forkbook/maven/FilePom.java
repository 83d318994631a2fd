package org.forkbook.maven;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.WorkspaceReader;
import org.eclipse.aether.repository.WorkspaceRepository;
import org.jspecify.annotations.Nullable;

/**
 * Workspace reader for a POM in a file, which the resolver sees as the description of an artifact with an invented
 * name.
 */
final class FilePom implements WorkspaceReader {

    static final Artifact ARTIFACT = new DefaultArtifact("forkbook.notebook", "pom", "pom", "1");

    private final WorkspaceRepository repository = new WorkspaceRepository("notebook");
    private final Path file;

    FilePom(Path file) {
        this.file = file;
    }

    @Override
    public WorkspaceRepository getRepository() {
        return repository;
    }

    @Override
    public @Nullable File findArtifact(Artifact artifact) {
        return artifact.getGroupId().equals(ARTIFACT.getGroupId()) ? file.toFile() : null;
    }

    @Override
    public List<String> findVersions(Artifact artifact) {
        return List.of();
    }
}
