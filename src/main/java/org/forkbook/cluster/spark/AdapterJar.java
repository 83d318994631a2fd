package org.forkbook.cluster.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** The jar that Spark's JVMs get: this program's classes for the driver and its tasks, and the agent. */
final class AdapterJar {
    private static final String PACKAGE = "org/forkbook/cluster/spark/driver/";
    private static final List<String> CLASSES = List.of("SlotTask", "SparkDriver", "SparkDriver$InputWatch");

    private AdapterJar() {}

    /** Writes the jar. */
    static void write(Path jar, Path agentJar) throws IOException {
        try (var out = new ZipOutputStream(Files.newOutputStream(jar));
                var agent = new ZipFile(agentJar.toFile())) {
            for (var entry : agent.stream().toList()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                try (var in = agent.getInputStream(entry)) {
                    in.transferTo(out);
                }
                out.closeEntry();
            }
            for (var name : CLASSES) {
                var file = PACKAGE + name + ".class";
                try (var in = AdapterJar.class.getClassLoader().getResourceAsStream(file)) {
                    if (in == null) {
                        throw new FileNotFoundException("the class " + file + " is missing in this jar");
                    }
                    out.putNextEntry(new ZipEntry(file));
                    in.transferTo(out);
                    out.closeEntry();
                }
            }
        }
    }
}
