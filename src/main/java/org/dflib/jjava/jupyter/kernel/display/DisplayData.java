package org.dflib.jjava.jupyter.kernel.display;

import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.jspecify.annotations.Nullable;

/** What a value looks like: content by its kind. */
public final class DisplayData extends io.github.spencerpark.jupyter.kernel.display.DisplayData {

    /** Without content. */
    public DisplayData() {}

    /** With text. */
    public DisplayData(String text) {
        super(text);
    }

    /** With another's content. */
    public DisplayData(DisplayData other) {
        super(other);
    }

    /** The content of a bundle of the kernel's. */
    public static DisplayData of(org.forkbook.kernel.display.DisplayData bundle) {
        var made = new DisplayData();
        made.fill(bundle);
        return made;
    }

    public void putData(MIMEType type, Object content) {
        putData(type.toString(), content);
    }

    public void putMetaData(MIMEType type, Object value) {
        putMetaData(type.toString(), value);
    }

    public @Nullable Object getData(MIMEType type) {
        return super.getData(type);
    }

    public boolean hasDataForType(MIMEType type) {
        return super.hasDataForType(type);
    }
}
