package io.github.spencerpark.jupyter.kernel.magic.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Function of a cell magic. */
@FunctionalInterface
public interface CellMagicFunction<T extends @Nullable Object> {

    /** Runs it with the words after its name and the rest of the cell. */
    T execute(List<String> args, String body) throws Exception;
}
