package org.forkbook.bench;

import java.util.function.Supplier;

/**
 * Subject of a measure: an implementation that is compared with others.
 *
 * @param name as in the table
 * @param team its team, by which budgets refer to it: see the constants
 * @param trial creates its trial, without starting anything
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
