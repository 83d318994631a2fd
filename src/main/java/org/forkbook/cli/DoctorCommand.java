package org.forkbook.cli;

import java.util.concurrent.Callable;
import org.forkbook.kernelspec.JupyterFolders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code forkbook doctor}: checks everything that notebooks and workers need, and says how to fix problems. */
@Command(
        name = "doctor",
        description = {
            "Checks everything that notebooks and their worker processes need, and says how to fix what is wrong.",
            "ok: fine; --: something is limited; NO: notebooks won't run. Exits with 1 if there is a NO."
        })
final class DoctorCommand implements Callable<Integer> {

    private final JupyterFolders folders;
    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    DoctorCommand(JupyterFolders folders, Terminal terminal) {
        this.folders = folders;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var healthy = true;
        for (var check : DoctorChecks.all(folders)) {
            var result = check.get();
            show(result);
            healthy &= result.verdict() != DoctorResult.Verdict.BROKEN;
        }
        return healthy ? ExitCode.OK : ExitCode.FAILED;
    }

    private void show(DoctorResult result) {
        var style = switch (result.verdict()) {
            case OK -> "fg(green)";
            case LACKING -> "fg(yellow)";
            case BROKEN -> "bold,fg(red)";
        };
        var mark = (terminal.colours() ? Ansi.ON : Ansi.OFF)
                .string("@|" + style + " " + result.verdict().mark() + "|@");
        var out = spec.commandLine().getOut();
        out.printf("%s  %-12s %s%n", mark, result.subject(), result.found());
        result.mend().lines().forEach(line -> out.println("                 " + line));
        out.flush();
    }
}
