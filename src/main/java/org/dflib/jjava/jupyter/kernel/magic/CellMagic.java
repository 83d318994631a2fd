package org.dflib.jjava.jupyter.kernel.magic;

import java.util.List;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.jspecify.annotations.Nullable;

/** What a magic of a whole cell does. */
@FunctionalInterface
public interface CellMagic<T extends @Nullable Object, K extends BaseKernel> {

    /** Does it, with the words behind its name and the rest of the cell. */
    T eval(K kernel, List<String> args, String body) throws Exception;
}
