package org.forkbook.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.forkbook.kernelspec.Archive;
import org.forkbook.kernelspec.JavaHome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code forkbook archive}: makes a new archive for an installed kernel, when the old one is out of date. */
@Command(
        name = "archive",
        hidden = true,
        description =
                "Creates the class archive that lets an installed kernel start faster. Kernels do this by themselves.")
final class ArchiveCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The archive file in an installed kernel's folder.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        var archive = new Archive(
                file.toAbsolutePath(), OwnKernel.jar(), JavaHome.ofThisProcess().java());
        return archive.isCurrent() || ArchiveTraining.make(archive, List.of()) ? ExitCode.OK : ExitCode.FAILED;
    }
}
