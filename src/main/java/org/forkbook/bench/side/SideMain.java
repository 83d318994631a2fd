package org.forkbook.bench.side;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.forkbook.multiprocessing.StartMethod;

/**
 * Main program of a timed program's process: it opens the program, reports that it is ready, and answers every line
 * {@code run} on standard input with one number, until the end of input.
 */
public final class SideMain {

    private static final Map<String, Maker> PROGRAMS = new TreeMap<>(Map.ofEntries(
            Map.entry("start", StartPrograms::new),
            Map.entry("map", PoolPrograms::map),
            Map.entry("map-single", PoolPrograms::mapSingle),
            Map.entry("first-map", PoolPrograms::firstMap),
            Map.entry("apply", PoolPrograms::apply),
            Map.entry("pipe", CommunicationPrograms::pipe),
            Map.entry("queue", CommunicationPrograms::queue),
            Map.entry("lock", CommunicationPrograms::lock),
            Map.entry("array", PoolPrograms::array),
            Map.entry("payload", PoolPrograms::payload),
            Map.entry("two-workers", PoolPrograms::twoWorkers),
            Map.entry("memory", PoolPrograms::memory),
            Map.entry("open-pool", PoolPrograms::openPool),
            Map.entry("share", PoolPrograms::share)));

    private SideMain() {}

    /** Opens a program. */
    @FunctionalInterface
    private interface Maker {
        TimedProgram open(StartMethod method, int size) throws IOException;
    }

    /** The names of all programs. */
    public static Set<String> programs() {
        return Set.copyOf(PROGRAMS.keySet());
    }

    /**
     * Runs a program, controlled by standard input.
     *
     * @param name one of {@link #programs()}
     * @param method how its workers start, as a constant of {@link StartMethod} in any case
     * @param size the amount of work, in the program's own unit
     * @throws IllegalArgumentException if there is no such program or start method
     * @throws Exception what the program throws
     */
    public static void run(String name, String method, int size) throws Exception {
        var maker = PROGRAMS.get(name);
        if (maker == null) {
            throw new IllegalArgumentException("there is no program " + name + "; there are " + PROGRAMS.keySet());
        }
        // A program may redirect standard output.
        var answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (var program = maker.open(StartMethod.valueOf(method.toUpperCase(Locale.ROOT)), size)) {
            answers.println("ready");
            while (orders.readLine() != null) {
                answers.println(program.run());
            }
        }
    }
}
