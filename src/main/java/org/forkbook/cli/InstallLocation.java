package org.forkbook.cli;

import java.nio.file.Path;
import org.forkbook.kernelspec.JupyterFolders;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Options for the location of a kernelspec, which install and uninstall share. */
final class InstallLocation {

    @ArgGroup(exclusive = true)
    private Where where = new Where();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "forkbook",
            description = "The kernelspec's name (default: ${DEFAULT-VALUE}).")
    private String name = "";

    /** The three places, of which at most one is chosen. */
    static final class Where {

        @Option(names = "--user", description = "Your own Jupyter folder. This is the default.")
        private boolean user;

        @Option(
                names = "--sys-prefix",
                description = "The active virtual or conda environment; without one, that of the python3 on PATH.")
        private boolean sysPrefix;

        @Option(names = "--prefix", paramLabel = "DIR", description = "The folder DIR/share/jupyter/kernels.")
        private @Nullable Path prefix;
    }

    String name() {
        return name;
    }

    /** Whether the user has chosen a place. */
    boolean isChosen() {
        return where.user || where.sysPrefix || where.prefix != null;
    }

    /** The Jupyter data folder that was chosen. */
    Path dataFolder(JupyterFolders folders) {
        if (where.prefix != null) {
            return JupyterFolders.below(where.prefix);
        }
        if (where.sysPrefix) {
            return JupyterFolders.below(folders.activeEnvironment().orElseGet(() -> prefixOfPython(folders)));
        }
        return folders.userData();
    }

    /** The prefix of the Python that a shell would start, below which its Jupyter looks for kernels. */
    private static Path prefixOfPython(JupyterFolders folders) {
        return ExternalProgram.find("python3", folders.environment())
                .flatMap(python -> python.answer("-c", "import sys; print(sys.prefix)"))
                .map(Path::of)
                .orElseThrow(() -> CommandException.cannot(
                        "--sys-prefix needs an active virtual or conda environment, or a working python3 on PATH;"
                                + " found neither. Use --user, or --prefix DIR."));
    }
}
