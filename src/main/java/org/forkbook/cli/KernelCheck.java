package org.forkbook.cli;

import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.forkbook.chart.Units;
import org.forkbook.client.KernelException;
import org.forkbook.client.NotebookRunner;
import org.forkbook.client.RunListener;
import org.forkbook.client.RunOptions;
import org.forkbook.notebook.Notebook;
import org.forkbook.notebook.NotebookFormatException;

/** Check of everything at once: it starts a kernel, evaluates 1 + 1, and ends it. */
final class KernelCheck {

    private static final String SUBJECT = "Kernel";
    private static final String MEND = "Fix the problems shown above first; if there are none, please report this.";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private KernelCheck() {}

    static DoctorResult run() {
        try {
            var notebook = notebook("1 + 1");
            var options = new RunOptions(Optional.of(TIMEOUT), false);
            var result = new NotebookRunner(OwnKernel.spec(List.of())::command)
                    .run(notebook, Path.of(System.getProperty("java.io.tmpdir")), options, RunListener.none());
            var outputs = notebook.cells().get(0).outputs().toString();
            return result.failure().isEmpty() && outputs.contains("\"text/plain\":[\"2\"]")
                    ? DoctorResult.ok(SUBJECT, "1 + 1 is 2, in " + Units.time(result.time()))
                    : DoctorResult.broken(SUBJECT, "1 + 1 gave " + outputs, MEND);
        } catch (KernelException e) {
            return DoctorResult.broken(SUBJECT, e.reason(), MEND);
        } catch (CommandException e) {
            return DoctorResult.broken(SUBJECT, String.valueOf(e.getMessage()), MEND);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return DoctorResult.broken(SUBJECT, "the test was interrupted", MEND);
        }
    }

    private static Notebook notebook(String code) {
        var json = JsonParser.parseString(
                        "{\"nbformat\": 4, \"nbformat_minor\": 5, \"cells\": [{\"cell_type\": \"code\"}]}")
                .getAsJsonObject();
        json.getAsJsonArray("cells").get(0).getAsJsonObject().addProperty("source", code);
        try {
            return Notebook.of(json);
        } catch (NotebookFormatException e) {
            throw new AssertionError("this is a notebook", e);
        }
    }
}
