package org.forkbook.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.forkbook.service.ProcessEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class BenchTest {

    private final List<String> order = new ArrayList<>();

    /** A trial whose samples are 1, 2, 3 and so on. */
    private final class Counting implements Trial {
        private final String name;
        private double count;

        Counting(String name) {
            this.name = name;
        }

        @Override
        public void open() {
            order.add("open " + name);
        }

        @Override
        public double sample() {
            order.add(name);
            return ++count;
        }

        @Override
        public void close() {
            order.add("close " + name);
        }
    }

    private Subject counting(String team) {
        return new Subject(team, team, () -> new Counting(team));
    }

    private static Subject process(String... command) {
        return new Subject("process", "python", () -> new SideTrial(List.of(command), 0));
    }

    private static Measure measure(int rounds, Subject... contestants) {
        return new Measure(
                "m",
                "a measure",
                Quantity.SECONDS,
                "nothing",
                rounds,
                Duration.ZERO,
                List.of(contestants),
                List.of(Budget.against("python", 1, "below Python")));
    }

    private static Result run(Measure measure) throws InterruptedException {
        return new Bench(new BenchListener() {}).run(List.of(measure)).get(0);
    }

    @Test
    void contestantsTakeTurnsAndEachRoundBeginsWithAnother() throws Exception {
        run(measure(2, counting("a"), counting("b")));
        assertEquals(List.of("open a", "open b", "a", "b", "b", "a", "close a", "close b"), order);
    }

    @Test
    void aProgramThatIsNotThereIsNamedAndTouchesNobodyElse() throws Exception {
        var result = run(measure(3, counting("forkbook"), process("/nowhere/python3", "-V")));
        assertEquals(2, result.outcomes().get(0).samples().orElseThrow().median());
        var missing = result.outcomes().get(1);
        assertTrue(missing.samples().isEmpty());
        assertTrue(missing.trouble().contains("/nowhere/python3 can't be started"), missing.trouble());
        assertEquals("not measured", result.verdicts().get(0).word());
    }

    @Test
    void aPeerThatDiesKeepsWhatItGaveAndSaysHowItEnded() throws Exception {
        var result = run(measure(
                3,
                counting("forkbook"),
                process("sh", "-c", "echo ready; read a; echo 0.5; read b; echo 'out of luck' >&2; exit 3")));
        var dead = result.outcomes().get(1);
        assertEquals(List.of(0.5), dead.samples().orElseThrow().values());
        assertEquals("ended with exit code 3: out of luck", dead.trouble());
        assertEquals(
                3, result.outcomes().get(0).samples().orElseThrow().values().size());
    }

    @Test
    void anAnswerThatIsNoNumberIsShown() throws Exception {
        var result = run(measure(1, process("sh", "-c", "echo ready; read a; echo abacus")));
        assertTrue(result.outcomes().get(0).trouble().contains("abacus"));
    }

    @Test
    void whatAProgramStartedEndsWithIt(@TempDir Path folder) throws Exception {
        var file = folder.resolve("pid");
        run(measure(
                1,
                process("sh", "-c", "sleep 1000 & echo $! > " + file + "; echo ready; while read a; do echo 1; done")));
        long pid = Long.parseLong(Files.readString(file).strip());
        var sleeper = ProcessHandle.of(pid);
        if (sleeper.isPresent()) {
            ProcessEnd.await(sleeper.get());
        }
    }

    @Test
    void anInterruptClosesAllTrials() throws Exception {
        var closed = new AtomicBoolean();
        var stuck = new Subject("stuck", "python", () -> new Trial() {
            @Override
            public void open() {
                // At once.
            }

            @Override
            public double sample() throws InterruptedException {
                throw new InterruptedException();
            }

            @Override
            public void close() {
                closed.set(true);
            }
        });
        try {
            run(measure(1, counting("forkbook"), stuck));
            throw new AssertionError("it went on");
        } catch (InterruptedException e) {
            assertTrue(closed.get());
            assertTrue(order.contains("close forkbook"), order.toString());
        }
    }

    @Test
    void theReportIsJsonAndTextAndAPage() throws Exception {
        var small = measure(3, counting("forkbook"), counting("python"), process("/nowhere/python3"));
        var growth = new Growth("growth.m", "a growing measure", "things", List.of(1L, 10L), List.of(small, small));
        var results = new Bench(new BenchListener() {}).run(List.of(small, small, small));
        var report = new Report(
                Instant.EPOCH,
                Machine.here("Python 3.0"),
                0.5,
                1,
                results.subList(0, 1),
                List.of(new Report.Curve(growth, results.subList(1, 3))));
        var json = JsonParser.parseString(report.toJson().toString()).getAsJsonObject();
        var first = json.getAsJsonArray("measures").get(0).getAsJsonObject();
        var python = first.getAsJsonArray("contestants").get(1).getAsJsonObject();
        assertEquals(2, python.get("median").getAsDouble());
        assertEquals(1, python.get("oursDividedByThis").getAsDouble());
        assertEquals(3, python.getAsJsonArray("samples").size());
        assertEquals(
                "met",
                first.getAsJsonArray("budgets")
                        .get(0)
                        .getAsJsonObject()
                        .get("verdict")
                        .getAsString());
        var points = json.getAsJsonArray("growth").get(0).getAsJsonObject().getAsJsonArray("points");
        assertEquals(10, points.get(1).getAsJsonObject().get("size").getAsLong());
        var text = report.toString();
        assertTrue(text.contains("1.00x") && text.contains("can't be started") && text.contains("things"), text);
        var html = report.toHtml();
        assertTrue(html.contains("<svg") && html.endsWith("</html>\n"), html);
    }
}
