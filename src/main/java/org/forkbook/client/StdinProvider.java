package org.forkbook.client;

import java.util.Optional;

/** Provider of the input that a notebook's cells request. Called on the running thread. */
@FunctionalInterface
public interface StdinProvider {

    /**
     * Returns a line of text.
     *
     * @param prompt the cell's prompt
     * @param password whether the answer must not be shown
     * @return the answer, or nothing if there are no more: the cell that asks is then interrupted, and fails
     */
    Optional<String> answer(String prompt, boolean password);
}
