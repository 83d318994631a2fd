package org.forkbook.multiprocessing.monitor;

import java.util.ArrayList;
import java.util.List;
import org.forkbook.chart.TextTable;
import org.forkbook.chart.TextTable.Column;

/**
 * A snapshot of this program's process tree: a list in which each process precedes those that it started. A notebook
 * shows it as a table.
 *
 * <pre>{@code
 * display(ProcessTable.now());
 * }</pre>
 */
public final class ProcessTable extends TableList<ProcessInfo> {

    ProcessTable(List<ProcessInfo> processes) {
        super(List.copyOf(processes));
    }

    /**
     * The current processes, and the last fifty workers that have ended. Each worker is asked for its memory use; the
     * figure is left out for one that doesn't answer within a moment.
     */
    public static ProcessTable now() {
        return new ProcessTable(ProcessSnapshot.take());
    }

    @Override
    TextTable table() {
        var rows = new ArrayList<List<String>>();
        boolean saysOrigins =
                entries.stream().anyMatch(process -> !process.origin().isEmpty());
        for (var process : entries) {
            var row = new ArrayList<>(List.of(
                    Long.toString(process.pid()),
                    (process.depth() == 0 ? "" : "   ".repeat(process.depth() - 1) + "└─ ") + process.name(),
                    process.state(),
                    process.startMethod().isEmpty() ? "" : Long.toString(process.tasksDone()),
                    WorkerTable.time(process.cpuTime()),
                    WorkerTable.bytes(process.memory()),
                    WorkerTable.bytes(process.heap()),
                    process.startMethod(),
                    process.exitCode().isPresent()
                            ? Integer.toString(process.exitCode().getAsInt())
                            : "",
                    process.ending()));
            if (saysOrigins) {
                row.add(process.origin());
            }
            rows.add(row);
        }
        var columns = new ArrayList<>(WorkerTable.COLUMNS);
        if (saysOrigins) {
            columns.add(Column.text("made in"));
        }
        return WorkerTable.tableWithHosts(
                columns, rows, entries.stream().map(ProcessInfo::host).toList());
    }
}
