package org.forkbook.kernel.magic;

import java.nio.file.Path;
import java.util.List;
import org.forkbook.kernel.display.DisplayData;
import org.jspecify.annotations.Nullable;

/** What a magic may ask of the notebook that it stands in. */
public interface MagicContext {

    /** Prints to the cell's standard output. */
    void print(String text);

    /** Prints to the cell's standard error. */
    void printError(String text);

    /** Shows a rich value. */
    void display(DisplayData data);

    /**
     * Runs Java code as a part of the cell.
     *
     * @return what its last expression looks like; null when it has none
     * @throws Exception when the code fails, ready to be passed on
     */
    @Nullable
    DisplayData evaluate(String code) throws Exception;

    /** Adds a jar, or a folder of classes, for the cells that follow and for workers. */
    void addToClassPath(Path path);

    /** What cells have declared, each as a reader wants to see it. */
    List<String> declarations();
}
