package org.forkbook.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.forkbook.kernelspec.Installation;
import org.forkbook.kernelspec.JavaHome;
import org.forkbook.kernelspec.JupyterFolders;
import org.forkbook.kernelspec.Kernelspec;
import org.forkbook.kernelspec.UnsuitableJavaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code forkbook lab}: opens the notebooks in JupyterLab, or in Jupyter Notebook if there is no JupyterLab. */
@Command(
        name = "lab",
        description = {
            "Opens the notebooks in JupyterLab, or in Jupyter Notebook if there is no JupyterLab.",
            "Installs the kernel for you first if it is missing or older than this Forkbook."
        })
final class LabCommand implements Callable<Integer> {

    private final JupyterFolders folders;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--notebooks",
            paramLabel = "DIR",
            description = "The folder to open (default: the checkout's notebooks, or this folder).")
    private Optional<Path> notebooks = Optional.empty();

    @Parameters(paramLabel = "OPTION", description = "Options for Jupyter, after --, such as: -- --no-browser")
    private List<String> options = List.of();

    LabCommand(JupyterFolders folders) {
        this.folders = folders;
    }

    @Override
    public Integer call() throws InterruptedException {
        var jupyter = Jupyter.editor(folders.environment())
                .orElseThrow(() -> CommandException.cannot("found no Jupyter on PATH. To install it:\n  "
                        + String.join("\n  ", Jupyter.HOW_TO_GET)
                        + "\nThe notebooks also run without Jupyter: forkbook run"));
        var folder = notebooks.orElseGet(Checkout::notebooks);
        if (!Files.isDirectory(folder)) {
            throw CommandException.cannot("there is no folder " + folder + " to open");
        }
        install();
        spec.commandLine().getOut().println("Opening " + folder + " in " + jupyter.name() + " " + jupyter.version());
        return open(jupyter.program().with(options), folder);
    }

    private void install() {
        var jar = OwnKernel.jar();
        try {
            var found = Installation.find(folders, Kernelspec.NAME);
            if (found.isPresent() && found.get().isCurrent(jar)) {
                return;
            }
            var installation = Installation.at(folders.userData(), Kernelspec.NAME);
            installation.write(JavaHome.ofThisProcess().checked(), jar, List.of(), Kernelspec.defaultDisplayName());
            spec.commandLine().getOut().println("Installed the kernel in " + installation.folder());
        } catch (IOException | UnsuitableJavaException e) {
            throw CommandException.cannot("can't install the kernel: " + e.getMessage(), e);
        }
    }

    private static int open(ExternalProgram program, Path folder) throws InterruptedException {
        try {
            var process = new ProcessBuilder(program.words())
                    .directory(folder.toFile())
                    .inheritIO()
                    .start();
            // Ctrl-C goes to Jupyter too, which asks for confirmation: this process has to outlive that.
            var outlast = new Thread(() -> waitOut(process), "forkbook-lab");
            Runtime.getRuntime().addShutdownHook(outlast);
            return process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("can't start " + program, e);
        }
    }

    private static void waitOut(Process process) {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
