package org.forkbook.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Launcher of Forkbook's programs, on the JVM and with the options of a notebook's kernel.
 *
 * @param kernelCommand the kernel's command line, up to and without its own arguments
 */
record JavaSide(List<String> kernelCommand) {

    static final String NAME = "Forkbook";

    /** The hidden command of the jar that runs a program. */
    static final String COMMAND = "bench-side";

    JavaSide {
        kernelCommand = List.copyOf(kernelCommand);
    }

    List<String> command(String program, String method, int size) {
        var words = new ArrayList<>(kernelCommand);
        words.addAll(List.of(COMMAND, program, method, Integer.toString(size)));
        return words;
    }
}
