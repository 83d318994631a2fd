package org.forkbook.kernel.display;

/** Receiver of displayed values. Safe for many threads. */
public interface DisplaySink {

    /** Shows a value, in order with the text that is printed. */
    void display(DisplayData data);

    /** Replaces what was displayed under {@code data}'s display id. */
    void updateDisplay(DisplayData data);

    /** Empties the output; with {@code wait}, only when the next output comes. */
    void clear(boolean wait);
}
