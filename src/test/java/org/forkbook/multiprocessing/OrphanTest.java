package org.forkbook.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.forkbook.service.ProcessEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of workers when the program that started them ends, in a process of its own. */
@Timeout(300)
class OrphanTest {

    @TempDir
    Path temp = Path.of("");

    private Process start(String what, String... options) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "-Djava.io.tmpdir=" + temp,
                "-Dforkbook.memory.folder=" + temp,
                ParentProgram.class.getName(),
                what));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private List<String> leftBehind() throws IOException {
        try (var files = Files.list(temp)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> !name.startsWith("hsperfdata"))
                    .toList();
        }
    }

    private static List<ProcessHandle> fourWorkersOf(Process program) throws IOException {
        var workers = new ArrayList<ProcessHandle>();
        var out = output(program);
        while (workers.size() < 4) {
            var line = String.valueOf(out.readLine());
            assertTrue(line.endsWith("child"), line);
            workers.add(ProcessHandle.of(Long.parseLong(line.substring(0, line.indexOf(' '))))
                    .orElseThrow());
        }
        return workers;
    }

    @Test
    void noWorkerOutlivesAProgramThatIsKilled() throws Exception {
        var program = start("killed");
        var workers = fourWorkersOf(program);
        program.destroyForcibly().waitFor();
        ProcessEnd.await(workers); // A second is the promise; the machine that tests may be slow.
        assertEquals(List.of(), leftBehind());
    }

    @Test
    void nothingIsLeftOfAKilledProgramThatSharedEverything() throws Exception {
        var program = start("everything");
        var workers = fourWorkersOf(program);
        program.destroyForcibly().waitFor();
        ProcessEnd.await(workers);
        assertEquals(List.of(), leftBehind());
    }

    @Test
    void aProgramWaitsForItsProcessesAsForItsThreads() throws Exception {
        var program = start("returns");
        assertEquals(
                List.of("main done", "worker done"), output(program).lines().toList());
        assertEquals(0, program.waitFor());
        assertEquals(List.of(), leftBehind());
    }

    @Test
    void aProgramDoesNotWaitForDaemonsAndPools() throws Exception {
        var program = start("returns-daemon");
        assertEquals(List.of("main done"), output(program).lines().toList());
        assertTrue(program.waitFor(180, TimeUnit.SECONDS));
        assertEquals(List.of(), leftBehind());
    }

    @Test
    void aPlainProgramIsToldHowToMakeALambdaSerializable() throws Exception {
        var program = start("lambda");
        var text = String.join("\n", output(program).lines().toList());
        assertTrue(text.contains("RemoteRunnable"), text);
    }

    @Test
    void optionsThatThisJvmHasOverlookedAreOverlookedByItsWorkers() throws Exception {
        var program = start("answers", "-XX:+IgnoreUnrecognizedVMOptions", "--sun-misc-unsafe-of-some-later-jdk=allow");
        assertEquals(List.of("42"), output(program).lines().toList());
    }

    @Test
    void aRandomThatATaskCapturesIsHintedAtOnce() throws Exception {
        var lines = output(start("random")).lines().toList();
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.get(0).startsWith("Hint: a task has captured a java.util.Random."), lines.toString());
        assertTrue(lines.get(0).contains("ThreadLocalRandom"), lines.toString());
    }
}
