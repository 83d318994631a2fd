package org.forkbook.cluster.spark;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.forkbook.multiprocessing.cluster.ClusterRequest;
import org.forkbook.worker.launch.ProcessEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * The Spark that a driver runs with: that of the environment variable SPARK_HOME, or jars that were added to the class
 * path, as {@code %maven} does.
 *
 * @param folder the folder; null if only jars are known
 * @param classPath the driver's class path
 * @param version Spark's version
 * @param scala the version of Scala that it was built for, such as 2.13
 */
record SparkHome(@Nullable Path folder, List<String> classPath, String version, String scala) {
    private static final Pattern CORE = Pattern.compile("spark-core_(\\d+\\.\\d+)-(.+)\\.jar");

    /**
     * Finds it.
     *
     * @throws IOException if there is none
     */
    static SparkHome find(ClusterRequest request) throws IOException {
        var named = request.options().getOrDefault("spark.home", "");
        var home = named.isEmpty() ? ProcessEnvironment.current().environment().getOrDefault("SPARK_HOME", "") : named;
        if (!home.isEmpty()) {
            var folder = Path.of(home);
            var core = Files.isDirectory(folder.resolve("jars")) ? core(jarsOf(folder)) : null;
            if (core == null) {
                throw new IOException((named.isEmpty() ? "SPARK_HOME is " : "spark.home is ") + home
                        + ", but there is no jars/spark-core_*.jar in it. Name the folder of the Spark that the cluster"
                        + " runs.");
            }
            return of(folder, core, List.of(folder.resolve("jars") + File.separator + "*"));
        }
        var core = core(request.libraries());
        if (core == null) {
            throw new IOException(
                    "There is no Spark here for " + request.url() + ". Set SPARK_HOME to the folder of the"
                            + " version that the cluster runs, such as %env SPARK_HOME=/opt/spark in a notebook, or fetch its"
                            + " jars: %maven org.apache.spark:spark-core_2.13:4.2.0");
        }
        return of(null, core, request.libraries().stream().map(Path::toString).toList());
    }

    private static List<Path> jarsOf(Path folder) throws IOException {
        try (var files = Files.list(folder.resolve("jars"))) {
            return files.toList();
        }
    }

    private static @Nullable Path core(List<Path> jars) {
        return jars.stream()
                .filter(jar -> CORE.matcher(jar.getFileName().toString()).matches())
                .findFirst()
                .orElse(null);
    }

    private static SparkHome of(@Nullable Path folder, Path core, List<String> classPath) {
        var name = CORE.matcher(core.getFileName().toString());
        if (!name.matches()) {
            throw new AssertionError(core);
        }
        return new SparkHome(folder, classPath, name.group(2), name.group(1));
    }

    /** The options that its JVMs need on newer Javas, as its own launcher has them. */
    List<String> moduleOptions() {
        var urls = new ArrayList<URL>();
        try {
            for (var entry : classPath) {
                var path = Path.of(entry.replace(File.separator + "*", ""));
                for (var jar : entry.endsWith("*") && folder != null ? jarsOf(folder) : List.of(path)) {
                    if (jar.getFileName().toString().startsWith("spark-launcher_")) {
                        urls.add(jar.toUri().toURL());
                    }
                }
            }
            try (var loader = new URLClassLoader(urls.toArray(URL[]::new), null)) {
                var options = (String) loader.loadClass("org.apache.spark.launcher.JavaModuleOptions")
                        .getMethod("defaultModuleOptions")
                        .invoke(null);
                return List.of(options.trim().split("\\s+"));
            }
        } catch (IOException | ReflectiveOperationException e) {
            return List.of(); // A Spark before Java 17.
        }
    }
}
