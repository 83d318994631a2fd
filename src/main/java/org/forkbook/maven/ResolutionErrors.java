package org.forkbook.maven;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactDescriptorException;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.transfer.ArtifactTransferException;

/** Messages for the resolver's failures, for users who only want a library. */
final class ResolutionErrors {

    private ResolutionErrors() {}

    static LibraryException explain(RepositoryException failure, List<RemoteRepository> repositories) {
        var chain = chain(failure);
        for (var link : chain) {
            if (link instanceof UnknownHostException
                    || link instanceof ConnectException
                    || link instanceof NoRouteToHostException
                    || link instanceof SocketTimeoutException) {
                return new LibraryException(unreachable(chain, link), failure);
            }
        }
        for (var link : chain) {
            if (link instanceof ArtifactTransferException transfer
                    && transfer.getRepository() != null
                    && transfer.getRepository().isBlocked()) {
                var blocked = transfer.getRepository();
                return new LibraryException(plainHttp(blocked.getId(), blocked.getUrl()), failure);
            }
        }
        var missing = new LinkedHashSet<String>();
        for (var link : chain) {
            if (link instanceof ArtifactNotFoundException absent) {
                missing.add(name(absent.getArtifact()));
            } else if (link instanceof ArtifactResolutionException several) {
                several.getResults().stream()
                        .filter(result -> !result.isResolved())
                        .filter(result ->
                                result.getExceptions().stream().anyMatch(ArtifactNotFoundException.class::isInstance))
                        .forEach(result -> missing.add(name(result.getRequest().getArtifact())));
            }
        }
        if (!missing.isEmpty()) {
            return new LibraryException(absent(missing, repositories), failure);
        }
        for (var link : chain) {
            if (link instanceof ArtifactDescriptorException described
                    && described
                            .getResult()
                            .getRequest()
                            .getArtifact()
                            .getGroupId()
                            .equals(FilePom.ARTIFACT.getGroupId())) {
                return new LibraryException("The POM can't be used: " + firstLines(root(failure)), failure);
            }
        }
        return new LibraryException("The library can't be fetched: " + firstLines(root(failure)), failure);
    }

    /** The reason why a repository isn't used. */
    static String plainHttp(String id, String url) {
        return id + " (" + url
                + ") is not used: over http, anyone on the network can replace the code of a library. Write"
                + " https://, or, if you trust the network, set FORKBOOK_MAVEN_ACCEPTS=http before the kernel starts.";
    }

    /** The reason why a downloaded file is rejected. */
    static String wrongChecksum(String where) {
        return where + " has a different checksum than its repository says, so it is damaged or was replaced;"
                + " nothing was added. Try again, or use another repository. To accept it anyway, set"
                + " FORKBOOK_MAVEN_ACCEPTS=wrong-checksums before the kernel starts.";
    }

    private static String unreachable(List<Throwable> chain, Throwable reason) {
        var where = chain.stream()
                .filter(ArtifactTransferException.class::isInstance)
                .map(link -> ((ArtifactTransferException) link).getRepository())
                .filter(Objects::nonNull)
                .map(repository -> repository.getId() + " (" + repository.getUrl() + ")")
                .findFirst()
                .orElse("A repository");
        var why = reason instanceof UnknownHostException ? "no such host: " + reason.getMessage() : reason.getMessage();
        return where + " can't be reached: " + why + ". Is this machine online? Proxies and mirrors are set in"
                + " ~/.m2/settings.xml. Libraries in the local repository can be used without a network.";
    }

    private static String absent(Set<String> missing, List<RemoteRepository> repositories) {
        var places = repositories.stream()
                .map(repository -> repository.getId() + " (" + repository.getUrl() + ")")
                .collect(Collectors.joining(", "));
        return "There is no " + String.join(", no ", missing) + " in " + places
                + ". Is it spelled correctly, as group:artifact:version?"
                + " If it is in another repository, add that first: %mavenRepo NAME https://…";
    }

    private static String name(org.eclipse.aether.artifact.Artifact artifact) {
        return new Coordinates(
                        artifact.getGroupId(),
                        artifact.getArtifactId(),
                        artifact.getExtension(),
                        artifact.getClassifier(),
                        artifact.getVersion())
                .toString();
    }

    private static String firstLines(Throwable reason) {
        return String.valueOf(reason.getMessage()).lines().limit(6).collect(Collectors.joining("\n"));
    }

    static Throwable root(Throwable failure) {
        var chain = chain(failure);
        return chain.get(chain.size() - 1);
    }

    private static List<Throwable> chain(Throwable failure) {
        var chain = new ArrayList<Throwable>();
        for (var link = failure; link != null && !chain.contains(link); link = link.getCause()) {
            chain.add(link);
        }
        return chain;
    }
}
