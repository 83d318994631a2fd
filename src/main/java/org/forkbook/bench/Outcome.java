package org.forkbook.bench;

import java.util.Optional;

/**
 * Outcome of one subject in one measure.
 *
 * @param name the subject
 * @param team its team
 * @param samples the samples; empty when there are none
 * @param trouble why it was not measured, or not completely; empty when there was no failure
 */
record Outcome(String name, String team, Optional<Samples> samples, String trouble) {}
