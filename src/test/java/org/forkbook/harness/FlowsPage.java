package org.forkbook.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page docs/FLOWS.md, which names the classes of each flow. */
public final class FlowsPage {

    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)`");

    private FlowsPage() {}

    /**
     * Checks that a section names what was entered. What a thread in the background happens to do, or what depends on
     * how fast an answer comes, is in some of the runs.
     *
     * @param heading how the section's heading begins
     * @param runs the classes that were entered in each run
     */
    public static void assertNames(String heading, List<? extends Collection<String>> runs) throws IOException {
        var always = new TreeSet<>(runs.get(0));
        runs.forEach(always::retainAll);
        var ever = new TreeSet<String>();
        runs.forEach(ever::addAll);
        var named = named(heading);

        always.removeAll(named);
        assertEquals(Set.of(), always, "these are entered each time, but aren't named");
        named.removeAll(ever);
        assertEquals(Set.of(), named, "these are named, but were never entered");
    }

    private static Set<String> named(String heading) throws IOException {
        var page = Files.readString(Path.of("docs", "FLOWS.md"));
        int start = page.indexOf("\n## " + heading);
        int end = page.indexOf("\n## ", start + 1);
        return NAME.matcher(page.substring(start, end < 0 ? page.length() : end))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
