package org.forkbook.cluster;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.forkbook.multiprocessing.cluster.ClusterEngine;

/** The engines that this program has: its own, and those of libraries. */
final class ClusterEngines {

    private ClusterEngines() {}

    /**
     * The engine for a cluster's URL.
     *
     * @param libraries what was added to the class path since this program started
     * @throws IllegalArgumentException if there is none
     */
    static ClusterEngine forUrl(String url, List<Path> libraries) {
        try {
            for (var engine : ServiceLoader.load(ClusterEngine.class, loader(libraries))) {
                if (engine.accepts(url)) {
                    return engine;
                }
            }
        } catch (ServiceConfigurationError e) {
            throw new IllegalStateException("An engine for clusters can't be loaded: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("No cluster is called \"" + url + "\". Spark's are spark://host:7077, yarn,"
                + " k8s://https://host:port and local-cluster[nodes,cores,MB]; others are command:ssh {node1,node2},"
                + " command:srun -n {slots} and local-nodes[nodes,slots].");
    }

    private static ClassLoader loader(List<Path> libraries) {
        var urls = new ArrayList<URL>();
        for (var library : libraries) {
            try {
                urls.add(library.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new IllegalStateException(e); // Every path has one.
            }
        }
        var own = ClusterEngines.class.getClassLoader();
        return urls.isEmpty() ? own : new URLClassLoader(urls.toArray(URL[]::new), own);
    }
}
