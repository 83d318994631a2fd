package org.forkbook.kernel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.forkbook.harness.FlowsPage;
import org.forkbook.harness.MethodEntries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way of a cell through the kernel is the one that docs/FLOWS.md describes. */
@Timeout(240)
class FlowOfACellTest {

    private static final String AGENT = MethodEntries.class.getName();

    @TempDir
    private Path folder;

    @Test
    void thePageNamesEachClassThatAPlainCellEnters() throws Exception {
        var environment = Map.of("FORKBOOK_SPARES", "0", "FORKBOOK_HISTORY", "off");
        var runs = new ArrayList<List<String>>();
        try (var kernel = KernelProcess.fromClasses(folder, environment, MethodEntries.option(folder))) {
            kernel.client.cell("1 + 1"); // What is done once is done before.
            for (int i = 0; i < 5; i++) {
                // The end of the first cell and the begin of the last are on the way of a plain cell, too.
                kernel.client.cell(AGENT + ".clear()");
                kernel.client.cell("1 + 1").returns("2");
                var entered = kernel.client.cell("String.join(\" \", " + AGENT + ".names())");
                var names = new ArrayList<>(List.of(entered.result().split(" ", -1)));
                names.remove("StandardStreams"); // javac flushes System.out as it parses this last cell.
                runs.add(names);
            }
        }
        FlowsPage.assertNames("A cell", runs);
    }
}
