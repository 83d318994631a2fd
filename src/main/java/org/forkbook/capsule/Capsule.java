package org.forkbook.capsule;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * An object on its way to another process: what it refers to, the classes it needs, and the notebook variables that its
 * code reads, as they were when the capsule was packed.
 *
 * <p>A capsule is self-contained: any JVM with Forkbook on its class path can {@linkplain CapsuleReader#open open} it.
 * It is meant to travel between processes of one version of Forkbook, never to be stored.
 *
 * @param classes the classes that the receiver must have defined before it opens the body; a sender may leave out those
 *     that it knows the receiver to have
 * @param body the object stream; read-only, ready to read
 * @param bulk the contents of large primitive arrays, in the order in which the body refers to them
 */
public record Capsule(List<ClassFile> classes, ByteBuffer body, List<ByteBuffer> bulk) {

    /** The number of bytes of body and bulk together, without the classes. */
    public long size() {
        return body.remaining() + bulk.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    /** The same capsule with fewer classes. */
    public Capsule withClasses(List<ClassFile> some) {
        return new Capsule(some, body, bulk);
    }
}
