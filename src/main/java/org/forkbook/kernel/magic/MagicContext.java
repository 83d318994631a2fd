package org.forkbook.kernel.magic;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.history.CellHistory;
import org.jspecify.annotations.Nullable;

/** Access of a magic to its notebook. */
public interface MagicContext {

    /** Prints to the cell's standard output. */
    void print(String text);

    /** Prints to the cell's standard error. */
    void printError(String text);

    /** Shows a rich value. */
    void display(DisplayData data);

    /** Shows a rich value in the frontend's pager, which is for long output. */
    void page(DisplayData data);

    /**
     * Asks the user for a line, and waits for it.
     *
     * @throws IOException if the frontend can't ask, or the cell is interrupted
     */
    String ask(String prompt) throws IOException;

    /**
     * Runs Java code as a part of the cell.
     *
     * @return what its last expression looks like; null when it has none
     * @throws Exception when the code fails, ready to be passed on
     */
    @Nullable
    DisplayData evaluate(String code) throws Exception;

    /**
     * Runs a cell within this one: Java and magics.
     *
     * @param name the name in its tracebacks, such as a file's name
     * @return what its last expression looks like; null when it has none
     * @throws Exception when it fails, ready to be passed on
     */
    @Nullable
    DisplayData evaluateCell(String name, String cell) throws Exception;

    /** Adds jars and folders of classes, for later cells and for workers; known ones are skipped. */
    void addToClassPath(List<Path> paths);

    /** The entries that were added to the class path. */
    List<Path> classPath();

    /**
     * Runs Java code of the cell within other Java.
     *
     * @param before the code before it, in one line, so that lines keep their numbers
     * @param after the code after it
     */
    @Nullable
    DisplayData evaluate(String before, String code, String after) throws Exception;

    /** The same as {@link #evaluate(String)}, with the runs of the code measured. */
    @Nullable
    DisplayData evaluate(String code, ExecutionTimer timer) throws Exception;

    /** Whether Java code is one expression, with or without a semicolon. */
    boolean isExpression(String code);

    /** The declarations of cells, in the order of their names. */
    List<Declaration> declarations();

    /** A variable's value in one short line; empty for other declarations. */
    String valueOf(Declaration declaration);

    /** Drops all declarations of cells. */
    void forgetAll();

    /** The cells that were run. */
    CellHistory history();

    /**
     * A variable, a method or a type of the notebook's own.
     *
     * @param name its name
     * @param type a variable's type, {@code method}, {@code class}, {@code record} …
     * @param shown itself in one line
     */
    record Declaration(String name, String type, String shown) {

        /** The type without type arguments. */
        public String simpleType() {
            return type.replaceFirst("<.*", "");
        }
    }
}
