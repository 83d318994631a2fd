package io.github.spencerpark.jupyter.kernel.magic.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Function of a line magic. */
@FunctionalInterface
public interface LineMagicFunction<T extends @Nullable Object> {

    /** Runs it with the words after its name. */
    T execute(List<String> args) throws Exception;
}
