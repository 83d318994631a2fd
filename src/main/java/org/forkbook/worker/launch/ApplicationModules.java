package org.forkbook.worker.launch;

import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The modules that this process has from its module path, and where each is. A worker has them on its class path: there every
 * class may be reflected on, which serialization needs, and a worker's own main class is found.
 */
final class ApplicationModules {
    private static final Map<String, Path> ALL = System.getProperty("jdk.module.path") == null ? Map.of() : find();

    private ApplicationModules() {}

    /** From name to file or folder, by name. */
    static Map<String, Path> all() {
        return ALL;
    }

    private static Map<String, Path> find() {
        var found = new TreeMap<String, Path>();
        for (ResolvedModule module : ModuleLayer.boot().configuration().modules()) {
            ModuleReference reference = module.reference();
            reference
                    .location()
                    .filter(location -> location.getScheme().equals("file")) // those of the JDK are in its image
                    .ifPresent(location -> found.put(module.name(), Path.of(location)));
        }
        return found;
    }
}
