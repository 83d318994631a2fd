package org.forkbook.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.forkbook.chart.Units;

/**
 * Description of the machine that figures were measured on.
 *
 * @param processor its model, if known
 * @param cores how many processors this process may use
 * @param memory in bytes; 0 if unknown
 * @param system the operating system and its version
 * @param java the JVM that Forkbook ran on
 * @param python the Python of the other side
 */
record Machine(String processor, int cores, long memory, String system, String java, String python) {

    private static final String UNKNOWN = "unknown";

    static Machine here(String python) {
        return new Machine(
                line("/proc/cpuinfo", "model name"),
                Runtime.getRuntime().availableProcessors(),
                number(line("/proc/meminfo", "MemTotal")) * 1024,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                python);
    }

    /** The load average over the last minute; negative if unknown. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String line(String file, String key) {
        try (var lines = Files.lines(Path.of(file), StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith(key))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse(UNKNOWN);
        } catch (IOException e) {
            // Not Linux: the figures are shown without it.
            return UNKNOWN;
        }
    }

    private static long number(String text) {
        var digits = text.replaceAll("\\D+", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s, %d cores%s, %s; %s; %s",
                processor,
                cores,
                memory == 0 ? "" : ", " + Units.bytes(memory),
                system,
                java,
                python);
    }
}
