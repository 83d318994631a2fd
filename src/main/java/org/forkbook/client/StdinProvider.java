package org.forkbook.client;

import java.util.Optional;

/** Who answers what a notebook's cells ask their reader. Called on the running thread. */
@FunctionalInterface
public interface StdinProvider {

    /**
     * A line of text.
     *
     * @param prompt what the cell asks
     * @param password whether nobody is to see the answer
     * @return the answer, or nothing if there are no more: the cell that asks is then interrupted, and fails
     */
    Optional<String> answer(String prompt, boolean password);
}
