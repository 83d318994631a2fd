package org.forkbook.cli;

import java.util.Objects;
import org.forkbook.kernelspec.OwnJar;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code forkbook}: the command itself; without a subcommand, it lists the subcommands. */
@Command(
        name = "forkbook",
        description = {
            "Java notebooks in which multiprocessing works.",
            "`forkbook run` runs the notebooks here with nothing but a JDK; `forkbook COMMAND --help` shows more."
        },
        versionProvider = ForkbookCommand.Version.class,
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        subcommands = {
            RunCommand.class,
            InstallCommand.class,
            UninstallCommand.class,
            LabCommand.class,
            DoctorCommand.class,
            LessonsCommand.class,
            VerifyCommand.class,
            GradeCommand.class,
            BenchCommand.class,
            BenchSideCommand.class,
            KernelCommand.class,
            ArchiveCommand.class
        },
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:done, with a negative result: a cell failed, or a check was not met",
            "2:failed: wrong arguments, or a file or a program is missing",
            "70:internal error, please report it",
            "130:stopped with Ctrl-C"
        })
final class ForkbookCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Version text of {@code forkbook --version}. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            var own = OwnJar.class.getPackage().getImplementationVersion();
            return new String[] {
                "forkbook " + Objects.requireNonNullElse(own, "(not packed)"),
                "Java " + Runtime.version() + ", " + System.getProperty("java.home")
            };
        }
    }
}
