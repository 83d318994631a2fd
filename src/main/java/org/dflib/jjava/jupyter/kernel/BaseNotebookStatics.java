package org.dflib.jjava.jupyter.kernel;

import java.util.List;
import org.forkbook.kernel.display.Display;
import org.jspecify.annotations.Nullable;

/** The functions of a cell that are about the kernel. */
public class BaseNotebookStatics extends Display {

    /** For its subclasses, which are names for the same. */
    protected BaseNotebookStatics() {}

    /** Runs a cell within this one, and gives its result. */
    public static @Nullable Object eval(String code) throws Exception {
        return BaseKernel.notebookKernel().evalRaw(code);
    }

    /** Runs a magic of one line, and gives its result: for those that bring jars, the files. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // Its caller says what it expects.
    public static <T extends @Nullable Object> T lineMagic(String name, List<String> args) throws Exception {
        return BaseKernel.notebookKernel().getMagicsRegistry().evalLineMagic(BaseKernel.notebookKernel(), name, args);
    }

    /** Runs a magic of a whole cell, and gives its result. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // Its caller says what it expects.
    public static <T extends @Nullable Object> T cellMagic(String name, List<String> args, String body)
            throws Exception {
        return BaseKernel.notebookKernel()
                .getMagicsRegistry()
                .evalCellMagic(BaseKernel.notebookKernel(), name, args, body);
    }

    /** Prints to the cell's output. */
    @SuppressWarnings("AnnotateFormatMethod")
    public static void printf(String format, @Nullable Object... values) {
        System.out.printf(format, values);
    }
}
