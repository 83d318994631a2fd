/**
 * The command line: run, install, lab, doctor and other commands.
 *
 * <p>Start reading at {@link org.forkbook.cli.Forkbook}; every command is a class, listed in {@link
 * org.forkbook.cli.ForkbookCommand}.
 */
@NullMarked
package org.forkbook.cli;

import org.jspecify.annotations.NullMarked;
