package org.dflib.jjava.jupyter.kernel.magic;

import java.util.List;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.jspecify.annotations.Nullable;

/** What a magic of one line does. */
@FunctionalInterface
public interface LineMagic<T extends @Nullable Object, K extends BaseKernel> {

    /** Does it, with the words behind its name. */
    T eval(K kernel, List<String> args) throws Exception;
}
