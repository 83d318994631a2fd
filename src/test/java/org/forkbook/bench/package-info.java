@NullMarked
package org.forkbook.bench;

import org.jspecify.annotations.NullMarked;
