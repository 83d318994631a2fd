package org.forkbook.cli;

import java.io.PrintWriter;
import java.util.List;

/** Summary at the end of {@code forkbook run}: for several notebooks, how many ran, and again what failed. */
final class RunSummary {

    private final PrintWriter out;
    private final AnsiColors colors;

    RunSummary(PrintWriter out, Terminal terminal) {
        this.out = out;
        this.colors = new AnsiColors(terminal.colours());
    }

    void print(int count, List<String> failures) {
        if (count == 1) {
            return;
        }
        out.println();
        for (var failure : failures) {
            out.println(colors.bad("FAILED  ") + colors.foreign(failure));
        }
        out.println("%d of %d notebooks ran to the end".formatted(count - failures.size(), count));
        out.flush();
    }
}
