package org.forkbook.kernel.magic;

import org.forkbook.kernel.display.DisplayData;
import org.jspecify.annotations.Nullable;

/** The actions of the magics that fetch libraries; each is a {@link Magic.Action}. */
public interface LibraryMagics {

    /** {@code %maven}: fetches libraries. */
    @Nullable
    DisplayData maven(CellPart call, MagicContext notebook) throws Exception;

    /** {@code %mavenRepo}: adds or lists repositories. */
    @Nullable
    DisplayData repository(CellPart call, MagicContext notebook) throws Exception;

    /** {@code %loadFromPOM}: fetches the dependencies of a file. */
    @Nullable
    DisplayData pomInFile(CellPart call, MagicContext notebook) throws Exception;

    /** {@code %%loadFromPOM}: fetches the dependencies of the cell's text. */
    @Nullable
    DisplayData pomInCell(CellPart call, MagicContext notebook) throws Exception;

    /** {@code %dependency}: collects libraries, then fetches them. */
    @Nullable
    DisplayData dependency(CellPart call, MagicContext notebook) throws Exception;
}
