package org.forkbook.bench;

import java.util.Optional;

/**
 * What came of one contestant in one measure.
 *
 * @param name the contestant
 * @param team its team
 * @param samples what was measured; empty when nothing was
 * @param trouble why it was not measured, or not to the end; empty when all went well
 */
record Outcome(String name, String team, Optional<Samples> samples, String trouble) {}
