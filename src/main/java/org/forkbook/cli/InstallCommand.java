package org.forkbook.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.forkbook.kernelspec.Installation;
import org.forkbook.kernelspec.JavaHome;
import org.forkbook.kernelspec.JupyterFolders;
import org.forkbook.kernelspec.Kernelspec;
import org.forkbook.kernelspec.UnsuitableJavaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code forkbook install}: puts the kernelspec where Jupyter looks for it. */
@Command(
        name = "install",
        description = {
            "Makes the kernel known to Jupyter: JupyterLab, Notebook, nbconvert, VS Code.",
            "The jar is copied along, so this folder may move or go afterwards. To install again is harmless."
        })
final class InstallCommand implements Callable<Integer> {

    private final JupyterFolders folders;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private KernelPlace place = new KernelPlace();

    @Option(
            names = "--display-name",
            paramLabel = "TEXT",
            description = "What Jupyter shows (default: Java (Forkbook)).")
    private Optional<String> displayName = Optional.empty();

    @Option(
            names = "--java",
            paramLabel = "HOME",
            description = "The JDK that notebooks run on (default: the one that runs this command).")
    private Optional<Path> javaHome = Optional.empty();

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            description = "The most memory that a notebook's objects may take, such as 2g or 512m"
                    + " (default: a quarter of the machine's).")
    private Optional<String> heap = Optional.empty();

    @Option(
            names = "--jvm-option",
            paramLabel = "OPTION",
            description = "An option for the kernel's JVM, such as --jvm-option=--enable-preview. Can be repeated.")
    private List<String> jvmOptions = List.of();

    InstallCommand(JupyterFolders folders) {
        this.folders = folders;
    }

    @Override
    public Integer call() {
        var options = new ArrayList<String>();
        heap.ifPresent(size -> options.add(HeapSize.option(size)));
        options.addAll(jvmOptions);
        var jar = OwnKernel.jar();
        try {
            var installation = Installation.at(place.dataFolder(folders), place.name());
            var java = (javaHome.isPresent() ? JavaHome.ask(javaHome.get()) : JavaHome.ofThisProcess()).checked();
            installation.write(java, jar, options, displayName.orElseGet(this::customaryDisplayName));
            var out = spec.commandLine().getOut();
            out.println("Installed the kernel " + place.name() + " in " + installation.folder());
            out.println("It runs on Java " + java.version() + " in " + java.folder() + ".");
            if (!folders.searched().contains(installation.dataFolder())) {
                out.println("Jupyter does not look there by itself; say: export JUPYTER_PATH=\""
                        + installation.dataFolder() + "\"");
            }
            return ExitCode.OK;
        } catch (IllegalArgumentException | UnsuitableJavaException e) {
            throw CommandException.because(e);
        } catch (AccessDeniedException e) {
            throw CommandException.cannot(
                    "can't write to " + e.getFile() + ": use --user, or a prefix that is yours", e);
        } catch (IOException e) {
            throw CommandException.cannot("can't install: " + e.getMessage(), e);
        }
    }

    /** Two kernels side by side need two names on the launcher's page. */
    private String customaryDisplayName() {
        var name = Kernelspec.defaultDisplayName();
        return place.name().equals(Kernelspec.NAME) ? name : name.replace(")", ": " + place.name() + ")");
    }
}
