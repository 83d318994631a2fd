package org.forkbook.kernel.interpreter;

import java.io.IOException;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.execution.CellOutput;

/**
 * Output of a cell that nbgrader runs: text of loggers, workers, children and JVMs on standard error goes to standard
 * output, because nbgrader gives no points for a cell with anything on standard error. The error that ends a thread
 * stays an error.
 */
final class GradedOutput implements CellOutput {

    private final CellOutput output;

    GradedOutput(CellOutput output) {
        this.output = output;
    }

    @Override
    public void stdout(String text) {
        output.stdout(text);
    }

    @Override
    public void stderr(String text) {
        output.stdout(text);
    }

    @Override
    public void uncaught(String text) {
        output.stderr(text);
    }

    @Override
    public void display(DisplayData data) {
        output.display(data);
    }

    @Override
    public void updateDisplay(DisplayData data) {
        output.updateDisplay(data);
    }

    @Override
    public void progress(DisplayData data, boolean update) {
        output.progress(data, update);
    }

    @Override
    public void clear(boolean wait) {
        output.clear(wait);
    }

    @Override
    public String readLine(String prompt, boolean password) throws IOException {
        return output.readLine(prompt, password);
    }

    @Override
    public void flush() {
        output.flush();
    }
}
