/** The main class of the kernel's jar. */
@NullMarked
package org.forkbook;

import org.jspecify.annotations.NullMarked;
