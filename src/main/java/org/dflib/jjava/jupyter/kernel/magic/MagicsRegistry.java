package org.dflib.jjava.jupyter.kernel.magic;

import io.github.spencerpark.jupyter.kernel.magic.registry.Magics;
import java.util.List;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.jspecify.annotations.Nullable;

/** Registry of this notebook's magics: the kernel's own, and those that cells register. */
public final class MagicsRegistry {

    private final Magics magics;

    /** Wraps the magics under their other name. */
    public MagicsRegistry(Magics magics) {
        this.magics = magics;
    }

    /** Defines a line magic. */
    public <K extends BaseKernel> MagicsRegistry registerLineMagic(String name, LineMagic<?, K> magic) {
        magics.registerLineMagic(name, args -> magic.eval(MagicsRegistry.<K>kernel(), args));
        return this;
    }

    /** Defines a cell magic. */
    public <K extends BaseKernel> MagicsRegistry registerCellMagic(String name, CellMagic<?, K> magic) {
        magics.registerCellMagic(name, (args, body) -> magic.eval(MagicsRegistry.<K>kernel(), args, body));
        return this;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // There is one kernel, of all these types.
    private static <K extends BaseKernel> K kernel() {
        return (K) BaseKernel.notebookKernel();
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // Its caller says what it expects.
    public <T extends @Nullable Object, K extends BaseKernel> T evalLineMagic(K kernel, String name, List<String> args)
            throws Exception {
        return magics.applyLineMagic(name, args);
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // Its caller says what it expects.
    public <T extends @Nullable Object, K extends BaseKernel> T evalCellMagic(
            K kernel, String name, List<String> args, String body) throws Exception {
        return magics.applyCellMagic(name, args, body);
    }
}
