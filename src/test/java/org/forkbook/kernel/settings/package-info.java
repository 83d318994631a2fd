@NullMarked
package org.forkbook.kernel.settings;

import org.jspecify.annotations.NullMarked;
