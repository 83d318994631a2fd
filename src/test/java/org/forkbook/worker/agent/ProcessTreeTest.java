package org.forkbook.worker.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.forkbook.service.ProcessEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A tree of real processes ends as a whole, however it grew. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class ProcessTreeTest {

    /** A shell that starts {@code sleep} as the script says and prints its id. */
    private static Process shell(ProcessTree tree, String script) throws Exception {
        var builder = new ProcessBuilder("sh", "-c", script);
        tree.mark(builder);
        return builder.start();
    }

    private static ProcessHandle printed(Process shell) throws Exception {
        var line = new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8)).readLine();
        return ProcessHandle.of(Long.parseLong(line)).orElseThrow();
    }

    @Test
    void aProcessEndsWithItsChildren() throws Exception {
        var tree = ProcessTree.ofChildren();
        var shell = shell(tree, "sleep 601 >/dev/null & echo $!; wait");
        var sleep = printed(shell);
        tree.end(shell.toHandle());
        ProcessEnd.await(sleep);
        ProcessEnd.await(shell.toHandle());
    }

    @Test
    void whatHasLostItsParentIsFound() throws Exception {
        var tree = ProcessTree.ofChildren();
        var shell = shell(tree, "setsid sh -c 'sleep 602 >/dev/null 2>&1 & echo $!'");
        var sleep = printed(shell);
        assertEquals(0, shell.waitFor());
        assertTrue(sleep.isAlive());
        tree.endRest();
        ProcessEnd.await(sleep);
    }

    @Test
    void aChildWithAnEmptyEnvironmentEndsWithItsParent() throws Exception {
        var tree = ProcessTree.ofChildren();
        var shell = shell(tree, "env -i sleep 603 >/dev/null & echo $!; wait");
        var sleep = printed(shell);
        tree.end(shell.toHandle());
        ProcessEnd.await(sleep);
    }

    @Test
    void anotherTreeIsLeftAlone() throws Exception {
        var tree = ProcessTree.ofChildren();
        var other = ProcessTree.ofChildren();
        var shell = shell(other, "sleep 604");
        try {
            tree.endRest();
            assertTrue(shell.isAlive());
        } finally {
            other.end(shell.toHandle());
        }
        ProcessEnd.await(shell.toHandle());
    }
}
