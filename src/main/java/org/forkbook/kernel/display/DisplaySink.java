package org.forkbook.kernel.display;

/** Where displayed values go. Safe for many threads. */
public interface DisplaySink {

    /** Shows a value. */
    void display(DisplayData data);

    /** Replaces what was displayed under {@code data}'s display id. */
    void updateDisplay(DisplayData data);
}
