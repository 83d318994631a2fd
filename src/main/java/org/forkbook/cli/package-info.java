/**
 * The command line: run, install, lab, doctor and their kin.
 */
@NullMarked
package org.forkbook.cli;

import org.jspecify.annotations.NullMarked;
