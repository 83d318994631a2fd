@NullMarked
package org.forkbook.maven;

import org.jspecify.annotations.NullMarked;
