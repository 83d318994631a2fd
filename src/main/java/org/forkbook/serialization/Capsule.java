package org.forkbook.serialization;

import java.nio.ByteBuffer;
import java.util.List;
import org.forkbook.serialization.analysis.ClassFile;
import org.forkbook.transport.PrimitiveArrays;

/**
 * An object on its way to another process: what it refers to, the classes it needs, and the notebook variables that its
 * code reads, as they were when the capsule was packed.
 *
 * <p>A capsule is self-contained: any JVM with Forkbook on its class path can {@linkplain CapsuleReader#open open} it.
 * It is meant to travel between processes of one version of Forkbook, never to be stored.
 *
 * @param classes the classes that the receiver must have defined before it opens the body; a sender may leave out those
 *     that it knows the receiver to have
 * @param classPath jars and folders, as absolute paths, that were added to the sender's class path while it ran; a
 *     sender may leave them out for a receiver that has them, and for a body that has nothing from there
 * @param body the object stream; read-only, ready to read
 * @param bulk the large primitive arrays that the body refers to, in order; not to be modified by a sender, and the
 *     receiver's own once the capsule has been opened, which is done once
 * @param holdsRandom whether a {@link java.util.Random} is in the body, for who packed it: each copy gives the same numbers
 * @param kept what stands in the body for objects of the sender, for who packed it: to be kept until the receiver has opened
 *     the capsule, because it finds them only as long as they are there
 */
public record Capsule(
        List<ClassFile> classes,
        List<String> classPath,
        ByteBuffer body,
        List<Object> bulk,
        boolean holdsRandom,
        List<PinnableReference> kept) {

    /** A capsule as it arrives. */
    public Capsule(List<ClassFile> classes, List<String> classPath, ByteBuffer body, List<Object> bulk) {
        this(classes, classPath, body, bulk, false, List.of());
    }

    /** The number of bytes of body and bulk together, without the classes. */
    public long size() {
        return body.remaining()
                + bulk.stream().mapToLong(PrimitiveArrays::sizeOf).sum();
    }

    /** Whether no code of anyone's classes runs when it is opened: it holds numbers, texts and the like. */
    public boolean isSimple() {
        return SimpleValues.isSimple(body);
    }

    /** Makes what is to be kept stay for ever, for a capsule of which nobody sees when it has been opened. */
    public Capsule pinned() {
        kept.forEach(PinnableReference::pin);
        return this;
    }

    /** The same capsule with fewer classes. */
    public Capsule withClasses(List<ClassFile> some) {
        return new Capsule(some, classPath, body, bulk);
    }

    /** The same capsule for a receiver that has the whole class path. */
    public Capsule withoutClassPath() {
        return classPath.isEmpty() ? this : new Capsule(classes, List.of(), body, bulk);
    }
}
