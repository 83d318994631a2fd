package org.forkbook.cli;

import org.forkbook.kernelspec.JupyterFolders;
import picocli.CommandLine;

/** Factory of the commands, which injects their dependencies. */
final class CommandFactory implements CommandLine.IFactory {

    private final CommandLine.IFactory others = CommandLine.defaultFactory();
    private final Terminal terminal;

    CommandFactory(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == RunCommand.class) {
            return type.cast(new RunCommand(terminal));
        }
        if (type == InstallCommand.class) {
            return type.cast(new InstallCommand(JupyterFolders.ofThisUser()));
        }
        if (type == UninstallCommand.class) {
            return type.cast(new UninstallCommand(JupyterFolders.ofThisUser()));
        }
        if (type == LabCommand.class) {
            return type.cast(new LabCommand(JupyterFolders.ofThisUser()));
        }
        if (type == DoctorCommand.class) {
            return type.cast(new DoctorCommand(JupyterFolders.ofThisUser(), terminal));
        }
        if (type == LessonsBuildCommand.class) {
            return type.cast(new LessonsBuildCommand(terminal));
        }
        if (type == VerifyCommand.class) {
            return type.cast(new VerifyCommand(terminal));
        }
        if (type == GradeCommand.class) {
            return type.cast(new GradeCommand(terminal));
        }
        if (type == BenchCommand.class) {
            return type.cast(new BenchCommand(JupyterFolders.ofThisUser(), terminal));
        }
        return others.create(type);
    }
}
