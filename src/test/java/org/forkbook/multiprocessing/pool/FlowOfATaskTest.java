package org.forkbook.multiprocessing.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.forkbook.multiprocessing.Child;
import org.forkbook.multiprocessing.RemoteFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way of a task to a worker and back is the one that docs/FLOWS.md describes. */
@Timeout(120)
class FlowOfATaskTest {
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)`");

    @Test
    void thePageNamesEachClassThatAMapEnters(@TempDir Path folder) throws Exception {
        var agent = "-javaagent:" + agent(folder);
        var entered = new TreeSet<String>();
        try (var child = Child.start(() -> mapWith(agent), agent, "-Dforkbook.spares=0")) {
            for (var name = child.line(); name != null; name = child.line()) {
                entered.add(name);
            }
        }
        assertEquals(described(), entered);
    }

    private static void mapWith(String agent) {
        try (var pool = ProcessPool.builder().size(1).jvmOptions(agent).build()) {
            RemoteFunction<Integer, Integer> square = x -> x * x;
            for (int i = 0; i < 3; i++) { // What is done once is done before.
                pool.map(square, List.of(1, 2, 3));
                int unused = pool.apply(() -> MethodEntries.take().size());
                MethodEntries.take();
            }
            pool.map(square, List.of(1, 2, 3));
            var parents = MethodEntries.take();
            var workers = pool.apply(() -> MethodEntries.take());
            parents.forEach(Child::say);
            workers.forEach(Child::say);
        }
    }

    private static Set<String> described() throws IOException {
        var page = Files.readString(Path.of(System.getProperty("forkbook.checkout"), "docs", "FLOWS.md"));
        var section = page.substring(page.indexOf("\n## A task")).substring(1).split("\n## ", 2)[0];
        return NAME.matcher(section)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A jar that names the agent's class, which is on the class path. */
    private static Path agent(Path folder) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", MethodEntries.class.getName());
        var jar = folder.resolve("agent.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }
}
