package org.forkbook.serialization.analysis;

import java.util.Arrays;

/**
 * A class file in a capsule: the class's binary name, a hash that distinguishes two versions of one name, and its
 * bytes.
 *
 * @param name the binary name, as in {@link Class#getName()}
 * @param hash the first eight bytes of the SHA-256 of {@code bytes}
 * @param bytes the class file; shared, must not be modified
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole: name and hash identify it.
public record ClassFile(String name, long hash, byte[] bytes) {

    @Override
    public boolean equals(Object other) {
        return other instanceof ClassFile that && hash == that.hash && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash) * 31 + name.hashCode();
    }

    @Override
    public String toString() {
        return name + "@" + Long.toHexString(hash) + " (" + Arrays.hashCode(bytes) + ")";
    }
}
