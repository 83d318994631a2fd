package org.forkbook.serialization;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What stands in an object stream for an object of a notebook's class that is not serializable. The stream's
 * {@link FormWriter} and {@link FormReader} know what is in it.
 *
 * <p>Public, as is its constructor, because object streams want it so; not for use by hand.
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

    /** An object stream that has such forms in it. */
    public interface Input {

        /** The stream's reader of them. */
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
