package org.forkbook.kernel.interpreter;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.errors.Tracebacks;
import org.forkbook.kernel.execution.CellOutput;
import org.forkbook.kernel.execution.CellRun;
import org.forkbook.kernel.jshell.NotebookClasses;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.serialization.analysis.ClassSource;

/** Notebook's implementation of the library's frontend: workers' output goes to the cell that started them. */
final class CellFrontend implements Frontend {
    private final NotebookClasses classes;
    private final Tracebacks tracebacks;

    CellFrontend(NotebookClasses classes, Tracebacks tracebacks) {
        this.classes = classes;
        this.tracebacks = tracebacks;
    }

    @Override
    public Output output() {
        var run = CellRun.ofThread();
        if (run == null) {
            throw new IllegalStateException("no cell has run yet, so this output belongs to none");
        }
        return new CellChannel(run.output());
    }

    @Override
    public ClassSource classes() {
        return classes;
    }

    @Override
    public String describe(String where, Throwable failure) {
        return tracebacks.uncaught(where, failure);
    }

    @Override
    public String origin() {
        var run = CellRun.ofThread();
        return run == null ? "" : run.cell();
    }

    @Override
    public boolean isStopping() {
        var run = CellRun.ofThread();
        return run != null && run.isInterrupted();
    }

    @Override
    public Scope scope() {
        var run = CellRun.ofThread();
        return run == null ? Frontend.super.scope() : run::work;
    }

    @Override
    public Medium medium() {
        return Medium.NOTEBOOK;
    }

    private record CellChannel(CellOutput cell) implements Output {

        @Override
        public void print(Channel channel, String text) {
            if (channel == Channel.STDOUT) {
                cell.stdout(text);
            } else {
                cell.stderr(text);
            }
        }

        @Override
        public void display(String displayJson, boolean update) {
            var data = data(displayJson);
            if (update) {
                cell.updateDisplay(data);
            } else {
                cell.display(data);
            }
        }

        @Override
        public void progress(String displayJson, boolean update) {
            cell.progress(data(displayJson), update);
        }

        private static DisplayData data(String displayJson) {
            var message = JsonParser.parseString(displayJson).getAsJsonObject();
            var names = part(message, "transient");
            var id = names.has("display_id") ? names.get("display_id").getAsString() : null;
            return new DisplayData(part(message, "data"), part(message, "metadata"), id);
        }

        private static JsonObject part(JsonObject message, String name) {
            var part = message.getAsJsonObject(name);
            return part == null ? new JsonObject() : part;
        }
    }
}
