package org.forkbook.serialization.analysis;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.lang.reflect.Field;

/** A codec for the value of a primitive field that avoids boxing. */
public final class PrimitiveField {

    private PrimitiveField() {}

    static void write(Field field, Object object, ObjectOutput out) throws IOException, IllegalAccessException {
        var type = field.getType();
        if (type == int.class) {
            out.writeInt(field.getInt(object));
        } else if (type == double.class) {
            out.writeDouble(field.getDouble(object));
        } else if (type == long.class) {
            out.writeLong(field.getLong(object));
        } else if (type == boolean.class) {
            out.writeBoolean(field.getBoolean(object));
        } else if (type == char.class) {
            out.writeChar(field.getChar(object));
        } else if (type == byte.class) {
            out.writeByte(field.getByte(object));
        } else if (type == short.class) {
            out.writeShort(field.getShort(object));
        } else {
            out.writeFloat(field.getFloat(object));
        }
    }

    static void read(Field field, Object object, ObjectInput in) throws IOException, IllegalAccessException {
        var type = field.getType();
        if (type == int.class) {
            field.setInt(object, in.readInt());
        } else if (type == double.class) {
            field.setDouble(object, in.readDouble());
        } else if (type == long.class) {
            field.setLong(object, in.readLong());
        } else if (type == boolean.class) {
            field.setBoolean(object, in.readBoolean());
        } else if (type == char.class) {
            field.setChar(object, in.readChar());
        } else if (type == byte.class) {
            field.setByte(object, in.readByte());
        } else if (type == short.class) {
            field.setShort(object, in.readShort());
        } else {
            field.setFloat(object, in.readFloat());
        }
    }

    /** Reads a boxed value of the type whose descriptor is {@code kind}. */
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
}
