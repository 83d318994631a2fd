package io.github.spencerpark.jupyter.kernel.magic.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a magic of a whole cell does. */
@FunctionalInterface
public interface CellMagicFunction<T extends @Nullable Object> {

    /** Does it, with the words behind its name and the rest of the cell. */
    T execute(List<String> args, String body) throws Exception;
}
