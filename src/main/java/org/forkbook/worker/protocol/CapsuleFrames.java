package org.forkbook.worker.protocol;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.forkbook.serialization.Capsule;
import org.forkbook.serialization.analysis.ClassFile;
import org.forkbook.transport.FrameReader;
import org.forkbook.transport.FrameWriter;

/** The codec for capsules within frames; used in the parent and in workers. */
public final class CapsuleFrames {

    private CapsuleFrames() {}

    /** Adds a capsule to a frame. */
    public static void write(FrameWriter out, Capsule capsule) {
        out.putInt(capsule.classes().size());
        for (var file : capsule.classes()) {
            out.putString(file.name()).putLong(file.hash()).putBytes(ByteBuffer.wrap(file.bytes()));
        }
        out.putInt(capsule.classPath().size());
        capsule.classPath().forEach(out::putString);
        out.putBytes(capsule.body()).putInt(capsule.bulk().size());
        for (var bulk : capsule.bulk()) {
            if (bulk instanceof StoredArray stored) {
                out.putBoolean(true).putString(stored.path());
                out.putByte(stored.kind()).putInt(stored.length());
            } else {
                out.putBoolean(false).putArray(bulk);
            }
        }
    }

    /**
     * Reads a capsule from a frame.
     *
     * @throws ProtocolException if the frame has none there
     */
    public static Capsule read(FrameReader in) throws ProtocolException {
        int classCount = in.takeCount();
        List<ClassFile> classes = classCount == 0 ? List.of() : new ArrayList<>(classCount);
        for (int i = 0; i < classCount; i++) {
            classes.add(new ClassFile(in.takeString(), in.takeLong(), array(in.takeBytes())));
        }
        int pathCount = in.takeCount();
        List<String> classPath = pathCount == 0 ? List.of() : new ArrayList<>(pathCount);
        for (int i = 0; i < pathCount; i++) {
            classPath.add(in.takeString());
        }
        var body = in.takeBytes();
        int bulkCount = in.takeCount();
        List<Object> bulk = bulkCount == 0 ? List.of() : new ArrayList<>(bulkCount);
        for (int i = 0; i < bulkCount; i++) {
            bulk.add(
                    in.takeBoolean()
                            ? new StoredArray(in.takeString(), (char) in.takeByte(), in.takeInt())
                            : in.takeArray());
        }
        return new Capsule(classes, classPath, body, bulk);
    }

    private static byte[] array(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
