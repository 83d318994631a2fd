package org.forkbook.kernel.magic;

import org.jspecify.annotations.Nullable;

/** Holder of this process's notebook. */
final class InstalledNotebook {
    static volatile @Nullable LiveNotebook current;

    private InstalledNotebook() {}
}
