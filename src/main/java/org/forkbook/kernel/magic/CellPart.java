package org.forkbook.kernel.magic;

import org.jspecify.annotations.Nullable;

/**
 * Part of a cell: Java, or one magic.
 *
 * @param magic the magic's name; null for Java
 * @param arguments what follows the name on its line
 * @param text Java, with blank lines in place of the other parts so that its lines keep their numbers; or the text
 *     under     a cell magic
 */
public record CellPart(@Nullable String magic, String arguments, String text) {}
