package org.forkbook.serialization;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The serialized form of an object of a notebook class that is not serializable. Its content is known to the stream's
 * {@link FormWriter} and {@link FormReader} only.
 *
 * <p>The class and its constructor are public because object streams require it; they are not meant for use in code.
 */
public final class ObjectForm implements Externalizable {

    private static final long serialVersionUID = 1L;

    private transient @Nullable FormWriter writer;
    private transient @Nullable Object object;

    /** For object streams. */
    public ObjectForm() {}

    ObjectForm(Object object, FormWriter writer) {
        this.object = object;
        this.writer = writer;
    }

    /** An object stream that contains such forms. */
    public interface Input {

        /** The stream's reader of forms. */
        FormReader forms();
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        Objects.requireNonNull(writer).write(object(), out);
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
        object = ((Input) in).forms().read(in);
    }

    /** The object that it stands for. */
    Object object() {
        return Objects.requireNonNull(object);
    }
}
