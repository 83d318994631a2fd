package org.forkbook.serialization.analysis;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * Access to the values of fields that were made accessible when they were found. Primitive values are written and read
 * without boxing; their kinds are the characters of type descriptors.
 */
public final class FieldAccess {

    private FieldAccess() {}

    /** The value of an object's field, or of a static one. */
    public static @Nullable Object get(Field field, @Nullable Object object) {
        try {
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw inaccessible(e);
        }
    }

    /** Sets an object's field, or a static one. */
    public static void set(Field field, @Nullable Object object, @Nullable Object value) {
        try {
            field.set(object, value);
        } catch (IllegalAccessException e) {
            throw inaccessible(e);
        }
    }

    static void write(char kind, Field field, Object object, ObjectOutput out) throws IOException {
        try {
            switch (kind) {
                case 'I' -> out.writeInt(field.getInt(object));
                case 'D' -> out.writeDouble(field.getDouble(object));
                case 'J' -> out.writeLong(field.getLong(object));
                case 'Z' -> out.writeBoolean(field.getBoolean(object));
                case 'C' -> out.writeChar(field.getChar(object));
                case 'B' -> out.writeByte(field.getByte(object));
                case 'S' -> out.writeShort(field.getShort(object));
                default -> out.writeFloat(field.getFloat(object));
            }
        } catch (IllegalAccessException e) {
            throw inaccessible(e);
        }
    }

    static void read(char kind, Field field, Object object, ObjectInput in) throws IOException {
        try {
            switch (kind) {
                case 'I' -> field.setInt(object, in.readInt());
                case 'D' -> field.setDouble(object, in.readDouble());
                case 'J' -> field.setLong(object, in.readLong());
                case 'Z' -> field.setBoolean(object, in.readBoolean());
                case 'C' -> field.setChar(object, in.readChar());
                case 'B' -> field.setByte(object, in.readByte());
                case 'S' -> field.setShort(object, in.readShort());
                default -> field.setFloat(object, in.readFloat());
            }
        } catch (IllegalAccessException e) {
            throw inaccessible(e);
        }
    }

    /** Reads a value that is boxed. */
    public static Object read(char kind, ObjectInput in) throws IOException {
        return switch (kind) {
            case 'I' -> in.readInt();
            case 'D' -> in.readDouble();
            case 'J' -> in.readLong();
            case 'Z' -> in.readBoolean();
            case 'C' -> in.readChar();
            case 'B' -> in.readByte();
            case 'S' -> in.readShort();
            case 'F' -> in.readFloat();
            default -> throw new InvalidObjectException("no kind of field: " + kind);
        };
    }

    private static AssertionError inaccessible(IllegalAccessException e) {
        return new AssertionError("made accessible when it was found", e);
    }
}
