package org.dflib.jjava.jupyter.kernel.magic;

import java.util.List;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.jspecify.annotations.Nullable;

/** Function of a cell magic. */
@FunctionalInterface
public interface CellMagic<T extends @Nullable Object, K extends BaseKernel> {

    /** Runs it with the words after its name and the rest of the cell. */
    T eval(K kernel, List<String> args, String body) throws Exception;
}
