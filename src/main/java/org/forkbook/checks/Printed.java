package org.forkbook.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Captured output of some code: by process, in the order of arrival.
 *
 * @param all the text of all processes
 * @param ofWorkers the part that worker processes printed
 * @param ofNotebook the part that the notebook's own process printed
 * @param errors what any of them printed on standard error
 */
public record Printed(String all, String ofWorkers, String ofNotebook, String errors) {

    /** The PIDs in the workers' text after a label such as {@code "Process ID: "}, in order. */
    public List<Long> pidsAfter(String label) {
        var found = new ArrayList<Long>();
        var matcher =
                Pattern.compile(Pattern.quote(label) + "\\s*(\\d{1,18})(?!\\d)").matcher(ofWorkers);
        while (matcher.find()) {
            found.add(Long.valueOf(matcher.group(1)));
        }
        return found;
    }
}
