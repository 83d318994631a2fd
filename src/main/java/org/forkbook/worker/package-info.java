/**
 * The worker JVM: its main, its launcher, and the spares kept ready. It knows nothing of pools or of Jupyter.
 */
@NullMarked
package org.forkbook.worker;

import org.jspecify.annotations.NullMarked;
