package org.forkbook.maven;

import java.nio.file.Path;

/**
 * Resolved library.
 *
 * @param coordinates its name, with the version that was chosen
 * @param file its jar
 */
public record Library(Coordinates coordinates, Path file) {}
