package org.forkbook.kernel.magic;

import org.jspecify.annotations.Nullable;

/** The notebook of this process. */
final class InstalledNotebook {
    static volatile @Nullable LiveNotebook current;

    private InstalledNotebook() {}
}
