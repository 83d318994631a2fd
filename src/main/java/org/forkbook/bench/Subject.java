package org.forkbook.bench;

import java.util.function.Supplier;

/**
 * Somebody who takes part in a measure.
 *
 * @param name as in the table
 * @param team who it is, for budgets to name: see the constants
 * @param trial makes its part in the measure; nothing is started by that
 */
record Subject(String name, String team, Supplier<Trial> trial) {

    static final String FORKBOOK = "forkbook";
    static final String PYTHON = "python";
    /** Another kernel for Java. */
    static final String OTHER_JAVA = "java";

    boolean isOurs() {
        return team.equals(FORKBOOK);
    }
}
