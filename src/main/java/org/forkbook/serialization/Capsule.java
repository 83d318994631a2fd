package org.forkbook.serialization;

import java.nio.ByteBuffer;
import java.util.List;
import org.forkbook.serialization.analysis.ClassFile;
import org.forkbook.transport.PrimitiveArrays;

/**
 * A serialized object graph with the code that it needs: the classes of its objects, and the values that the notebook
 * variables read by its code had at the time of packing.
 *
 * <p>A capsule is self-contained: any JVM with Forkbook on its class path can {@linkplain CapsuleReader#open open}
 * it. It is meant for sending between processes of one version of Forkbook, never for storage.
 *
 * @param classes the classes that the receiver must have defined before it opens the body; a sender may omit those
 *     that it knows the receiver to have
 * @param classPath jars and directories, as absolute paths, that were added to the sender's class path while it ran;
 *     a sender may omit them for a receiver that has them, and for a body that uses nothing from them
 * @param body the object stream; read-only, ready to read
 * @param bulk the large primitive arrays that the body refers to, in order, as out-of-band buffers (the term of
 *     pickle protocol 5). The sender must not modify them; they belong to the receiver once it has opened the
 *     capsule, which it does once
 * @param holdsRandom whether the body contains a {@link java.util.Random}, for the sender: each copy produces the
 *     same numbers
 * @param kept the references in the body to objects of the sender, for the sender, which must keep them until the
 *     receiver has opened the capsule: they can be resolved only while the objects exist
 */
public record Capsule(
        List<ClassFile> classes,
        List<String> classPath,
        ByteBuffer body,
        List<Object> bulk,
        boolean holdsRandom,
        List<PinnableReference> kept) {

    /** A received capsule. */
    public Capsule(List<ClassFile> classes, List<String> classPath, ByteBuffer body, List<Object> bulk) {
        this(classes, classPath, body, bulk, false, List.of());
    }

    /** The size of body and bulk in bytes, without the classes. */
    public long size() {
        return body.remaining()
                + bulk.stream().mapToLong(PrimitiveArrays::sizeOf).sum();
    }

    /** Whether opening it runs no code of any class: it holds numbers, strings and the like. */
    public boolean isSimple() {
        return SimpleValues.isSimple(body);
    }

    /** Pins the referenced objects for good, for a capsule whose opening nobody can observe. */
    public Capsule pinned() {
        kept.forEach(PinnableReference::pin);
        return this;
    }

    /** The same capsule with fewer classes. */
    public Capsule withClasses(List<ClassFile> some) {
        return new Capsule(some, classPath, body, bulk);
    }

    /** The same capsule with other bulk. */
    public Capsule withBulk(List<Object> another) {
        return new Capsule(classes, classPath, body, another);
    }

    /** The same capsule without class path, for a receiver that has all of it. */
    public Capsule withoutClassPath() {
        return withClassPath(List.of());
    }

    /** The same capsule with another class path. */
    public Capsule withClassPath(List<String> another) {
        return classPath.equals(another) ? this : new Capsule(classes, another, body, bulk);
    }
}
