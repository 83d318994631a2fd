package org.forkbook.client;

import com.google.gson.JsonObject;
import java.util.Set;
import org.forkbook.notebook.NotebookCell;

/** Listener to a notebook's run. Called on the running thread, in the order in which things happen. */
public interface RunListener {

    /**
     * The kernel has answered, and no cell has run yet.
     *
     * @param pid the process that was started for it
     */
    default void connected(long pid) {}

    /**
     * A cell starts.
     *
     * @param number its position among all cells, from 1
     * @param count how many cells there are
     * @param cell the cell
     */
    default void started(int number, int count, NotebookCell cell) {}

    /**
     * The kernel published something for a cell, which may be one that has ended.
     *
     * @param number the cell's position, from 1
     * @param type the message type, such as {@code stream}
     * @param content the message's content
     */
    default void published(int number, String type, JsonObject content) {}

    /** Whether to request the declared names before and after a cell. */
    default boolean asksForNames(int number) {
        return false;
    }

    /**
     * The reply to such a request.
     *
     * @param names names of variables, methods and types, {@code import java.util.List} and {@code %magic}
     */
    default void declared(int number, Set<String> names) {}

    /** A cell fails, whether that ends the run or not; called before its end. */
    default void failed(int number, CellFailure failure) {}

    /** A cell has ended, successfully or not. */
    default void ended(int number) {}

    /** A listener that does nothing. */
    static RunListener none() {
        return new RunListener() {};
    }
}
