package org.forkbook.maven;

import java.nio.file.Path;

/**
 * A library that was found.
 *
 * @param coordinates its name, with the version that was chosen
 * @param file its jar
 */
public record Library(Coordinates coordinates, Path file) {}
