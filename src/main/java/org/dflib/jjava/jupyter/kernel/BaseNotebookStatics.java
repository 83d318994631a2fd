package org.dflib.jjava.jupyter.kernel;

import java.util.List;
import org.forkbook.kernel.display.Display;
import org.jspecify.annotations.Nullable;

/** Static functions of a cell that concern the kernel. */
public class BaseNotebookStatics extends Display {

    /** For its subclasses, which are other names for the same functions. */
    protected BaseNotebookStatics() {}

    /** Runs a cell within this one, and returns its result. */
    public static @Nullable Object eval(String code) throws Exception {
        return BaseKernel.notebookKernel().evalRaw(code);
    }

    /** Runs a line magic, and returns its result: for magics that add jars, the files. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // Its caller says what it expects.
    public static <T extends @Nullable Object> T lineMagic(String name, List<String> args) throws Exception {
        return BaseKernel.notebookKernel().getMagicsRegistry().evalLineMagic(BaseKernel.notebookKernel(), name, args);
    }

    /** Runs a cell magic, and returns its result. */
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
