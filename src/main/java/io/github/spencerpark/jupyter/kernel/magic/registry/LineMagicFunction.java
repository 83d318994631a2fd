package io.github.spencerpark.jupyter.kernel.magic.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a magic of one line does. */
@FunctionalInterface
public interface LineMagicFunction<T extends @Nullable Object> {

    /** Does it, with the words behind its name. */
    T execute(List<String> args) throws Exception;
}
