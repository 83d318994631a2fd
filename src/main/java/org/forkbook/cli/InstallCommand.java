package org.forkbook.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.forkbook.kernel.settings.Settings;
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
            "Installs the kernel for Jupyter: JupyterLab, Notebook, nbconvert, VS Code.",
            "The jar is copied, so you can move or delete this folder afterwards. Installing again is harmless."
        })
final class InstallCommand implements Callable<Integer> {

    private final JupyterFolders folders;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private InstallLocation location = new InstallLocation();

    @Option(
            names = "--display-name",
            paramLabel = "TEXT",
            description = "The name that Jupyter shows (default: Java (Forkbook)).")
    private Optional<String> displayName = Optional.empty();

    @Option(
            names = {"--java", "--java-home"},
            paramLabel = "HOME",
            description = "The JDK that notebooks run on (default: the one that runs this command).")
    private Optional<Path> javaHome = Optional.empty();

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            description = "The maximum heap of a notebook's kernel, such as 2g or 512m"
                    + " (default: a quarter of the machine's).")
    private Optional<String> heap = Optional.empty();

    @Option(
            names = "--jvm-option",
            paramLabel = "OPTION",
            description = "An option for the kernel's JVM, such as --jvm-option=--enable-preview. Can be repeated.")
    private List<String> jvmOptions = List.of();

    @Option(
            names = "--class-path",
            paramLabel = "PATH",
            description = "Jars and folders for all notebooks of this kernel, as patterns with * and **, separated"
                    + " as in CLASSPATH.")
    private Optional<String> classPath = Optional.empty();

    @Option(
            names = "--env",
            paramLabel = "NAME=VALUE",
            description = "An environment variable for the kernel, such as FORKBOOK_TIMEOUT=30s. Can be repeated.")
    private Map<String, String> environment = new LinkedHashMap<>();

    @Option(
            names = "--no-archive",
            description =
                    "Don't create a class archive, which takes some seconds now and saves a second at each start.")
    private boolean noArchive;

    InstallCommand(JupyterFolders folders) {
        this.folders = folders;
    }

    @Override
    public Integer call() {
        var options = new ArrayList<String>();
        heap.or(() -> Optional.ofNullable(Settings.ofThisUser().heap()))
                .ifPresent(size -> options.add(JvmOptions.heap(size)));
        options.addAll(jvmOptions);
        options.addAll(JvmOptions.preview(Settings.ofThisUser(environment), options));
        var jar = OwnKernel.jar();
        try {
            var installation = Installation.at(location.dataFolder(folders), location.name());
            var java = (javaHome.isPresent() ? JavaHome.ask(javaHome.get()) : JavaHome.ofThisProcess()).checked();
            classPath.ifPresent(path -> environment.put("FORKBOOK_CLASS_PATH", absolute(path)));
            var archive = installation.archive(java.java());
            if (!noArchive) {
                options.addAll(0, archive.options());
            }
            installation.write(
                    java, jar, options, displayName.orElseGet(() -> customaryDisplayName(java)), environment);
            var out = spec.commandLine().getOut();
            out.println("Installed the kernel " + location.name() + " in " + installation.folder());
            out.println("It runs on Java " + java.version() + " in " + java.folder() + ".");
            if (!noArchive && !archive.isCurrent()) {
                out.println("Creating a class archive, so that it starts faster ...");
                out.flush();
                if (!ArchiveTraining.make(archive, List.of())) {
                    out.println("That failed; the kernel works, but starts more slowly.");
                }
            }
            if (!folders.searched().contains(installation.dataFolder())) {
                out.println("Jupyter doesn't look there by default; run: export JUPYTER_PATH=\""
                        + installation.dataFolder() + "\"");
            }
            return ExitCode.OK;
        } catch (IllegalArgumentException | UnsuitableJavaException e) {
            throw CommandException.because(e);
        } catch (AccessDeniedException e) {
            throw CommandException.cannot(
                    "can't write to " + e.getFile() + ": use --user, or a prefix that you can write to", e);
        } catch (IOException e) {
            throw CommandException.cannot("can't install: " + e.getMessage(), e);
        }
    }

    /** Makes paths absolute, relative to the present folder: Jupyter starts kernels in the notebook's folder. */
    private static String absolute(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator, -1))
                .filter(entry -> !entry.isBlank())
                .map(entry -> entry.startsWith("~") || Path.of(entry).isAbsolute()
                        ? entry
                        : Path.of("").toAbsolutePath() + File.separator + entry)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Two kernels need different names in Jupyter's launcher. */
    private String customaryDisplayName(JavaHome java) {
        var name = Kernelspec.defaultDisplayName();
        if (location.name().equals(Kernelspec.NAME)) {
            return name;
        }
        var version = String.valueOf(Runtime.Version.parse(java.version()).feature());
        return location.name().equals(Kernelspec.NAME + "-" + version)
                ? name.replace("Java", "Java " + version)
                : name.replace(")", ": " + location.name() + ")");
    }
}
