package org.forkbook.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.concurrent.Callable;
import org.forkbook.kernelspec.Installation;
import org.forkbook.kernelspec.JupyterFolders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code forkbook uninstall}: removes the kernelspec. */
@Command(
        name = "uninstall",
        description =
                "Removes an installed kernel: at the given location, or the first of that name that Jupyter finds.")
final class UninstallCommand implements Callable<Integer> {

    private final JupyterFolders folders;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private InstallLocation location = new InstallLocation();

    UninstallCommand(JupyterFolders folders) {
        this.folders = folders;
    }

    @Override
    public Integer call() {
        try {
            var chosen = Installation.at(location.dataFolder(folders), location.name());
            var installation = location.isChosen() || chosen.exists()
                    ? chosen
                    : Installation.find(folders, location.name()).orElse(chosen);
            var out = spec.commandLine().getOut();
            if (installation.remove()) {
                out.println("Removed the kernel " + location.name() + " from " + installation.folder());
            } else {
                out.println("Nothing to remove: no kernel " + location.name() + " in " + installation.folder());
            }
            return ExitCode.OK;
        } catch (IllegalArgumentException e) {
            throw CommandException.because(e);
        } catch (AccessDeniedException e) {
            throw CommandException.cannot("can't remove " + e.getFile() + ": you have no permission", e);
        } catch (IOException e) {
            throw CommandException.cannot("can't uninstall: " + e.getMessage(), e);
        }
    }
}
