package org.forkbook.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way of a cell through the kernel is the one that docs/FLOWS.md describes. */
@Timeout(240)
class FlowOfACellTest {

    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)`");

    @TempDir
    private Path folder;

    @Test
    void thePageNamesEachClassThatAPlainCellEnters() throws Exception {
        var agent = "-javaagent:" + agent();
        try (var kernel =
                KernelProcess.fromClasses(folder, Map.of("FORKBOOK_SPARES", "0", "FORKBOOK_HISTORY", "off"), agent)) {
            var begin = "org.forkbook.kernel.EnteredClasses.begin()";
            // What is done once is done before.
            for (var cell : new String[] {"1 + 1", "1 + 2", begin, "1 + 1"}) {
                kernel.client.cell(cell);
            }
            var entered = kernel.client.cell("System.out.print(org.forkbook.kernel.EnteredClasses.end())");

            assertEquals(
                    described(), new TreeSet<>(List.of(entered.stream("stdout").split(" ", -1))));
        }
    }

    private static Set<String> described() throws IOException {
        var page = Files.readString(Path.of(System.getProperty("forkbook.checkout"), "docs", "FLOWS.md"));
        var section = page.substring(page.indexOf("\n## A cell")).substring(1).split("\n## ", -1)[0];
        return NAME.matcher(section)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A jar that names the agent's class, which is on the class path. */
    private Path agent() throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", EnteredClasses.class.getName());
        var jar = folder.resolve("agent.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }
}
