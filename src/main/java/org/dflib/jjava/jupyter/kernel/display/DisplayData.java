package org.dflib.jjava.jupyter.kernel.display;

import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.jspecify.annotations.Nullable;

/** Rendered value: content by MIME type. */
public final class DisplayData extends io.github.spencerpark.jupyter.kernel.display.DisplayData {

    /** Creates empty data. */
    public DisplayData() {}

    /** Creates data with plain text. */
    public DisplayData(String text) {
        super(text);
    }

    /** Creates a copy. */
    public DisplayData(DisplayData other) {
        super(other);
    }

    /** The content of a bundle of the kernel. */
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
