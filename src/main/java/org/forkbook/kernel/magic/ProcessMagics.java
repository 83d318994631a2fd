package org.forkbook.kernel.magic;

import java.time.Duration;
import java.util.regex.Pattern;
import org.forkbook.kernel.display.Display;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.multiprocessing.monitor.ProcessTable;
import org.forkbook.multiprocessing.monitor.ProcessWatch;
import org.jspecify.annotations.Nullable;

/** Magics that show the processes of a notebook. */
final class ProcessMagics {
    private static final Pattern WATCH = Pattern.compile("--watch(?:[ =]+(\\d{1,6}(?:\\.\\d+)?))?");
    private static final double USUAL_SECONDS = 10;
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private ProcessMagics() {}

    static void addTo(Magics magics) {
        magics.add(Magic.line(
                "processes",
                "[--watch SECONDS]",
                "Shows this kernel's processes as a tree; --watch updates the table for this many seconds,"
                        + " while other cells run.",
                ProcessMagics::show));
        magics.add(Magic.cell(
                "processes", "", "Shows this kernel's processes while the cell runs.", ProcessMagics::around));
    }

    private static @Nullable DisplayData show(CellPart call, MagicContext notebook) throws MagicFailedException {
        if (call.arguments().isEmpty()) {
            notebook.display(Display.render(ProcessTable.now()));
            return null;
        }
        var watch = WATCH.matcher(call.arguments());
        if (!watch.matches()) {
            throw new MagicFailedException("%processes doesn't know \"" + call.arguments()
                    + "\". Write %processes, or %processes --watch 5 to watch for five seconds.");
        }
        double seconds = watch.group(1) == null ? USUAL_SECONDS : Double.parseDouble(watch.group(1));
        var unused = ProcessWatch.start(Duration.ofMillis((long) (seconds * 1000)));
        return null;
    }

    private static @Nullable DisplayData around(CellPart call, MagicContext notebook) throws Exception {
        try (var watch = ProcessWatch.start(FOR_EVER)) {
            return notebook.evaluate(call.text());
        }
    }
}
