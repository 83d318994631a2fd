package org.dflib.jjava.jupyter.kernel.magic;

import java.util.List;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.jspecify.annotations.Nullable;

/** Function of a line magic. */
@FunctionalInterface
public interface LineMagic<T extends @Nullable Object, K extends BaseKernel> {

    /** Runs it with the words after its name. */
    T eval(K kernel, List<String> args) throws Exception;
}
