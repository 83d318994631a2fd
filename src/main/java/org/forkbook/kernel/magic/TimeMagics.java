package org.forkbook.kernel.magic;

import java.lang.management.ManagementFactory;
import java.util.regex.Pattern;
import org.forkbook.kernel.display.DisplayData;
import org.jspecify.annotations.Nullable;

/** Magics that time Java code. */
final class TimeMagics {

    private static final String OPTIONS = "[-n LOOPS] [-r RUNS] [-q] ";
    private static final Pattern OPTION = Pattern.compile("\\A-([nr])\\s*(\\d+)\\s*|\\A-([qo])\\s+|\\A-([qo])\\z");

    private TimeMagics() {}

    static void addTo(Magics magics) {
        magics.add(Magic.line(
                "time",
                "JAVA",
                "Runs the rest of the line and prints how long it took.",
                (call, notebook) -> timed(call.arguments(), notebook)));
        magics.add(Magic.cell(
                "time",
                "",
                "Runs the cell and prints how long it took.",
                (call, notebook) -> timed(call.text(), notebook)));
        magics.add(Magic.line(
                "timeit",
                OPTIONS + "JAVA",
                "Runs the rest of the line many times and prints how long one run takes.",
                (call, notebook) -> repeated(call.arguments(), null, notebook)));
        magics.add(Magic.cell(
                "timeit",
                OPTIONS + "[JAVA]",
                "Runs the cell many times and prints how long one run takes; Java after the name runs once before.",
                (call, notebook) -> repeated(call.arguments(), call.text(), notebook)));
    }

    private static @Nullable DisplayData timed(String code, MagicContext notebook) throws Exception {
        var clock = new Clock();
        try {
            return notebook.evaluate(code, clock);
        } finally {
            notebook.print("CPU times: total: " + Timing.text((double) clock.cpu) + "\nWall time: "
                    + Timing.text((double) clock.wall) + "\n");
        }
    }

    /** The run time of a cell's fragments, and the processor time of all threads meanwhile, in nanoseconds. */
    private static final class Clock implements ExecutionTimer {
        private volatile long wall;
        private volatile long cpu;
        private long wallBefore;
        private long cpuBefore = cpuNow(); // Its first use takes a while.

        @Override
        public void begins() {
            cpuBefore = cpuNow();
            wallBefore = System.nanoTime();
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // Fragments run one after the other.
        public void ended() {
            wall += System.nanoTime() - wallBefore;
            cpu += cpuNow() - cpuBefore;
        }

        private static long cpuNow() {
            var system = ManagementFactory.getOperatingSystemMXBean();
            return system instanceof com.sun.management.OperatingSystemMXBean known ? known.getProcessCpuTime() : 0;
        }
    }

    private static @Nullable DisplayData repeated(String line, @Nullable String cell, MagicContext notebook)
            throws Exception {
        long loops = 0;
        int runs = Timing.RUNS;
        boolean quiet = false;
        boolean asResult = false;
        var rest = line;
        for (var option = OPTION.matcher(rest); option.find(); option = OPTION.matcher(rest)) {
            if (option.group(2) != null) {
                long number = number(option.group(2));
                loops = option.group(1).equals("n") ? number : loops;
                runs = option.group(1).equals("r") ? (int) Math.min(number, 10_000) : runs;
            } else {
                quiet |= option.group().startsWith("-q");
                asResult |= option.group().startsWith("-o");
            }
            rest = rest.substring(option.end());
        }
        var code = cell == null ? rest : cell;
        if (code.isBlank()) {
            throw new MagicFailedException("What should be timed? Write it after %timeit, or below %%timeit.");
        }
        if (cell != null && !rest.isBlank()) {
            notebook.evaluate(rest);
        }
        var call = Timing.class.getName() + ".of(" + loops + "L, " + runs + ", () -> ";
        var result = notebook.isExpression(code)
                ? notebook.evaluate(call, code.strip().replaceFirst(";+$", ""), ")")
                : notebook.evaluate(call + "{", code, ";\n})");
        if (!quiet && result != null) {
            notebook.print(result.data().get("text/plain").getAsString() + "\n");
        }
        return asResult ? result : null;
    }

    private static long number(String digits) throws MagicFailedException {
        if (digits.length() > 15 || Long.parseLong(digits) < 1) {
            throw new MagicFailedException("The number of loops and of runs must be at least 1, got " + digits + ".");
        }
        return Long.parseLong(digits);
    }
}
