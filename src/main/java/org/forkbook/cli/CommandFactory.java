package org.forkbook.cli;

import java.util.Map;
import java.util.function.Supplier;
import org.forkbook.kernelspec.JupyterFolders;
import picocli.CommandLine;

/** Factory of the commands, which injects their dependencies. */
final class CommandFactory implements CommandLine.IFactory {

    private final CommandLine.IFactory others = CommandLine.defaultFactory();
    private final Map<Class<?>, Supplier<?>> commands;

    CommandFactory(Terminal terminal) {
        commands = Map.of(
                RunCommand.class, () -> new RunCommand(terminal),
                InstallCommand.class, () -> new InstallCommand(JupyterFolders.ofThisUser()),
                UninstallCommand.class, () -> new UninstallCommand(JupyterFolders.ofThisUser()),
                LabCommand.class, () -> new LabCommand(JupyterFolders.ofThisUser()),
                DoctorCommand.class, () -> new DoctorCommand(JupyterFolders.ofThisUser(), terminal),
                LessonsBuildCommand.class, () -> new LessonsBuildCommand(terminal),
                VerifyCommand.class, () -> new VerifyCommand(terminal),
                GradeCommand.class, () -> new GradeCommand(terminal),
                BenchCommand.class, () -> new BenchCommand(JupyterFolders.ofThisUser(), terminal));
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        var own = commands.get(type);
        return own == null ? others.create(type) : type.cast(own.get());
    }
}
