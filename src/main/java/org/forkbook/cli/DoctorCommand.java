package org.forkbook.cli;

import java.util.concurrent.Callable;
import org.forkbook.kernelspec.JupyterFolders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code forkbook doctor}: looks at everything that notebooks and workers need, and says how to mend what is amiss. */
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
        for (var check : Checks.all(folders)) {
            var finding = check.get();
            show(finding);
            healthy &= finding.verdict() != Finding.Verdict.BROKEN;
        }
        return healthy ? ExitCode.OK : ExitCode.FAILED;
    }

    private void show(Finding finding) {
        var style = switch (finding.verdict()) {
            case OK -> "fg(green)";
            case LACKING -> "fg(yellow)";
            case BROKEN -> "bold,fg(red)";
        };
        var mark = (terminal.colours() ? Ansi.ON : Ansi.OFF)
                .string("@|" + style + " " + finding.verdict().mark() + "|@");
        var out = spec.commandLine().getOut();
        out.printf("%s  %-12s %s%n", mark, finding.subject(), finding.found());
        finding.mend().lines().forEach(line -> out.println("                 " + line));
        out.flush();
    }
}
