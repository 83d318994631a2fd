/**
 * The command line: run, install, lab, doctor and their kin.
 *
 * <p>Start reading at {@link org.forkbook.cli.Forkbook}; every command is a class of its own, listed in
 * {@link org.forkbook.cli.ForkbookCommand}.
 */
@NullMarked
package org.forkbook.cli;

import org.jspecify.annotations.NullMarked;
