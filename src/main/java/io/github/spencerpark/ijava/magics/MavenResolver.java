package io.github.spencerpark.ijava.magics;

import io.github.spencerpark.jupyter.kernel.magic.registry.Magics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Methods that call the magics for libraries. */
public final class MavenResolver {

    private final Magics magics;

    /** Creates the methods for these magics. */
    public MavenResolver(Magics magics) {
        this.magics = magics;
    }

    public void addMavenDependencies(List<String> coordinates) throws Exception {
        run("addMavenDependencies", coordinates);
    }

    public void addMavenDependency(String coordinates) throws Exception {
        run("addMavenDependencies", List.of(coordinates));
    }

    public void addMavenRepo(List<String> nameAndUrl) throws Exception {
        run("addMavenRepo", nameAndUrl);
    }

    public void addRemoteRepo(String name, String url) throws Exception {
        run("addMavenRepo", List.of(name, url));
    }

    public void loadFromPOM(List<String> fileAndScopes) throws Exception {
        run("loadFromPOM", fileAndScopes);
    }

    private void run(String name, List<String> words) throws Exception {
        @Nullable Object unused = magics.applyLineMagic(name, words);
    }
}
