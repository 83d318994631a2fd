package org.forkbook.kernel.execution;

import java.io.IOException;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.display.DisplaySink;

/**
 * Output of one cell. It outlives the cell: a thread or a worker that the cell started writes here as long as it lives,
 * and the text goes under the cell that started it. Safe for many threads.
 */
public interface CellOutput extends DisplaySink {

    /** Text for the cell's standard output. */
    void stdout(String text);

    /** Text for the cell's standard error. */
    void stderr(String text);

    /** The uncaught exception of a thread that the cell started, for its standard error. */
    default void uncaught(String text) {
        stderr(text);
    }

    /** A rich value, shown in order with the text. */
    @Override
    void display(DisplayData data);

    /** Replaces what was displayed under {@code data}'s display id. */
    @Override
    void updateDisplay(DisplayData data);

    /**
     * Unrequested progress of some work: shown until the cell shows output of its own, and not at all after that.
     *
     * @param update whether it replaces what was shown under {@code data}'s display id
     */
    void progress(DisplayData data, boolean update);

    /** Clears the cell's output; with {@code wait}, only when the next output comes. */
    @Override
    void clear(boolean wait);

    /**
     * Asks the user for a line, and waits for it.
     *
     * @throws IOException if the frontend can't ask, or the cell is interrupted
     */
    String readLine(String prompt, boolean password) throws IOException;

    /** Sends what is buffered. */
    void flush();
}
