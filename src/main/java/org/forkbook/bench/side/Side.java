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
 * The process of one program: it opens the program, says that it is ready, and answers every line {@code run} on standard
 * input with one number, until the end of input.
 */
public final class Side {

    private static final Map<String, Maker> PROGRAMS = new TreeMap<>(Map.ofEntries(
            Map.entry("start", Starting::new),
            Map.entry("map", Pools::map),
            Map.entry("map-single", Pools::mapSingle),
            Map.entry("first-map", Pools::firstMap),
            Map.entry("apply", Pools::apply),
            Map.entry("pipe", Talking::pipe),
            Map.entry("queue", Talking::queue),
            Map.entry("lock", Talking::lock),
            Map.entry("array", Pools::array),
            Map.entry("payload", Pools::payload),
            Map.entry("two-workers", Pools::twoWorkers),
            Map.entry("memory", Pools::memory),
            Map.entry("open-pool", Pools::openPool),
            Map.entry("share", Pools::share)));

    private Side() {}

    /** Opens a program. */
    @FunctionalInterface
    private interface Maker {
        Program open(StartMethod method, int size) throws IOException;
    }

    /** The programs that there are. */
    public static Set<String> programs() {
        return Set.copyOf(PROGRAMS.keySet());
    }

    /**
     * Runs a program as it is told to on standard input.
     *
     * @param name one of {@link #programs()}
     * @param method how its workers start, as a constant of {@link StartMethod} in any case
     * @param size how much there is to do; its meaning is the program's
     * @throws IllegalArgumentException if there is no such program or start method
     * @throws Exception what the program throws
     */
    public static void run(String name, String method, int size) throws Exception {
        var maker = PROGRAMS.get(name);
        if (maker == null) {
            throw new IllegalArgumentException("there is no program " + name + "; there are " + PROGRAMS.keySet());
        }
        // A program may put something else in standard output's place.
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
