package org.forkbook.multiprocessing.pool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.forkbook.harness.FlowsPage;
import org.forkbook.harness.MethodEntries;
import org.forkbook.multiprocessing.Child;
import org.forkbook.multiprocessing.RemoteFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way of a task to a worker and back is the one that docs/FLOWS.md describes. */
@Timeout(120)
class FlowOfATaskTest {

    @Test
    void thePageNamesEachClassThatAMapEnters(@TempDir Path folder) throws Exception {
        var agent = MethodEntries.option(folder);
        var runs = new ArrayList<List<String>>();
        try (var child = Child.start(() -> mapWith(agent), agent, "-Dforkbook.spares=0")) {
            for (var names = child.line(); names != null; names = child.line()) {
                runs.add(List.of(names.split(" ", -1)));
            }
        }
        FlowsPage.assertNames("A task", runs);
    }

    private static void mapWith(String agent) {
        try (var pool = ProcessPool.builder().size(1).jvmOptions(agent).build()) {
            RemoteFunction<Integer, Integer> square = x -> x * x;
            pool.map(square, List.of(1, 2, 3)); // What is done once is done before.
            for (int i = 0; i < 5; i++) {
                pool.apply(FlowOfATaskTest::clear);
                MethodEntries.clear();
                pool.map(square, List.of(1, 2, 3));
                var names = MethodEntries.names();
                names.addAll(pool.apply(MethodEntries::names));
                Child.say(String.join(" ", names));
            }
        }
    }

    private static int clear() {
        MethodEntries.clear();
        return 0;
    }
}
