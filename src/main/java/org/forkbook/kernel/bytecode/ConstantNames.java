package org.forkbook.kernel.bytecode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** Rewriter of the strings in a class file's constant pool: names of classes, descriptors, signatures, literals. */
public final class ConstantNames {

    private static final int FIRST = 8;
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;

    private ConstantNames() {}

    /** Returns the class file with each string replaced, or the same array when none changes. */
    public static byte[] replace(byte[] classFile, UnaryOperator<String> change) {
        var in = ByteBuffer.wrap(classFile);
        var out = new ByteArrayOutputStream(classFile.length + 64);
        int count = in.position(FIRST).getShort() & 0xffff;
        int written = 0; // All before this index is in out.
        for (int i = 1; i < count; i++) {
            int at = in.position();
            int tag = in.get();
            if (tag == UTF8) {
                int length = in.getShort() & 0xffff;
                // Each byte a character: the names that matter are ASCII, and the others stay as they are.
                var text = new String(classFile, in.position(), length, StandardCharsets.ISO_8859_1);
                var changed = change.apply(text);
                in.position(at + 3 + length);
                if (!changed.equals(text)) {
                    out.write(classFile, written, at + 1 - written);
                    out.write(changed.length() >> 8);
                    out.write(changed.length());
                    out.writeBytes(changed.getBytes(StandardCharsets.ISO_8859_1));
                    written = in.position();
                }
            } else {
                in.position(at + 1 + sizeOf(tag));
                i += tag == LONG || tag == DOUBLE ? 1 : 0;
            }
        }
        if (written == 0) {
            return classFile;
        }
        out.write(classFile, written, classFile.length - written);
        return out.toByteArray();
    }

    private static int sizeOf(int tag) {
        return switch (tag) {
            case 7, 8, 16, 19, 20 -> 2;
            case 15 -> 3;
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
            case LONG, DOUBLE -> 8;
            default -> throw new IllegalArgumentException("no constant of a class file has the tag " + tag);
        };
    }
}
