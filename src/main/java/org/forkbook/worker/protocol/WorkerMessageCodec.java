package org.forkbook.worker.protocol;

import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.forkbook.transport.FrameReader;
import org.forkbook.transport.FrameWriter;
import org.forkbook.worker.protocol.WorkerMessage.Failure;
import org.forkbook.worker.protocol.WorkerMessage.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The codec of {@link WorkerMessage}, the only class that knows their wire format; used in the parent and in workers.
 */
public final class WorkerMessageCodec {
    private static final int HELLO = 1;
    private static final int DEFINE = 2;
    private static final int FORGET = 3;
    private static final int APPLY = 4;
    private static final int RUN = 5;
    private static final int STOP = 6;
    private static final int RETURNED = 7;
    private static final int THREW = 8;
    private static final int PRINTED = 9;
    private static final int DISPLAYED = 10;
    private static final int LEAVING = 11;
    private static final int ADOPT = 12;
    private static final int MAIN = 13;
    private static final int INITIALIZE = 14;
    private static final int SETTLE = 15;
    private static final int VITALS = 90;

    private static final Kind[] KINDS = Kind.values();

    private WorkerMessageCodec() {}

    public static FrameWriter write(WorkerMessage message) {
        var out = new FrameWriter();
        if (message instanceof WorkerMessage.Apply m) {
            out.putByte(APPLY).putLong(m.task()).putInt(m.function());
            out.putByte(m.kind().code());
            CapsuleFrames.write(out, m.arguments());
        } else if (message instanceof WorkerMessage.Run m) {
            out.putByte(RUN).putLong(m.task()).putByte(m.kind().code());
            CapsuleFrames.write(out, m.capsule());
        } else if (message instanceof WorkerMessage.Returned m) {
            out.putByte(RETURNED).putLong(m.task());
            CapsuleFrames.write(out, m.results());
            out.putLong(m.nanos());
        } else if (message instanceof WorkerMessage.Printed m) {
            out.putByte(PRINTED).putLong(m.task()).putBoolean(m.error()).putBytes(m.bytes());
        } else if (message instanceof WorkerMessage.Define m) {
            out.putByte(DEFINE).putInt(m.function());
            CapsuleFrames.write(out, m.capsule());
        } else if (message instanceof WorkerMessage.Forget m) {
            out.putByte(FORGET).putInt(m.function());
        } else if (message instanceof WorkerMessage.Threw m) {
            out.putByte(THREW).putLong(m.task());
            CapsuleFrames.write(out, m.results());
            write(out, m.failure());
            out.putLong(m.nanos());
        } else if (message instanceof WorkerMessage.Displayed m) {
            out.putByte(DISPLAYED).putLong(m.task()).putString(m.json()).putBoolean(m.update());
        } else if (message instanceof WorkerMessage.Settle m) {
            out.putByte(SETTLE).putLong(m.number());
        } else if (message instanceof WorkerMessage.Hello m) {
            out.putByte(HELLO).putBytes(m.token());
        } else if (message instanceof WorkerMessage.Leaving m) {
            out.putByte(LEAVING).putInt(m.signal());
        } else if (message instanceof WorkerMessage.Adopt m) {
            out.putByte(ADOPT).putString(m.name()).putInt(m.classPath().size());
            m.classPath().forEach(out::putString);
            out.putInt(m.properties().size());
            m.properties().forEach((key, value) -> out.putString(key).putString(value));
            out.putBoolean(m.daemon()).putBoolean(m.parentDaemon());
        } else if (message instanceof WorkerMessage.Main m) {
            out.putByte(MAIN);
            CapsuleFrames.write(out, m.capsule());
        } else if (message instanceof WorkerMessage.Initialize m) {
            out.putByte(INITIALIZE).putLong(m.task());
            CapsuleFrames.write(out, m.capsule());
        } else if (message instanceof WorkerMessage.Vitals m) {
            out.putByte(VITALS).putLong(m.heapUsed()).putLong(m.collectingMillis());
            out.putLong(m.cpuNanos()).putLong(m.resident());
            out.putInt(m.children().size());
            m.children().forEach(child -> out.putLong(child.pid()).putString(child.name()));
        } else if (message instanceof WorkerMessage.Stop) {
            out.putByte(STOP);
        } else {
            throw new AssertionError(message);
        }
        return out;
    }

    /**
     * Reads a message from a frame.
     *
     * @throws ProtocolException if the frame holds no message
     */
    public static WorkerMessage read(FrameReader in) throws ProtocolException {
        int type = in.takeByte();
        return switch (type) {
            case HELLO -> new WorkerMessage.Hello(in.takeBytes());
            case DEFINE -> new WorkerMessage.Define(in.takeInt(), CapsuleFrames.read(in));
            case FORGET -> new WorkerMessage.Forget(in.takeInt());
            case APPLY -> new WorkerMessage.Apply(in.takeLong(), in.takeInt(), kind(in), CapsuleFrames.read(in));
            case RUN -> new WorkerMessage.Run(in.takeLong(), kind(in), CapsuleFrames.read(in));
            case STOP -> new WorkerMessage.Stop();
            case RETURNED -> new WorkerMessage.Returned(in.takeLong(), CapsuleFrames.read(in), in.takeLong());
            case THREW -> new WorkerMessage.Threw(in.takeLong(), CapsuleFrames.read(in), failure(in), in.takeLong());
            case PRINTED -> new WorkerMessage.Printed(in.takeLong(), in.takeBoolean(), in.takeBytes());
            case DISPLAYED -> new WorkerMessage.Displayed(in.takeLong(), in.takeString(), in.takeBoolean());
            case SETTLE -> new WorkerMessage.Settle(in.takeLong());
            case LEAVING -> new WorkerMessage.Leaving(in.takeInt());
            case ADOPT -> adopt(in);
            case INITIALIZE -> new WorkerMessage.Initialize(in.takeLong(), CapsuleFrames.read(in));
            case VITALS ->
                new WorkerMessage.Vitals(in.takeLong(), in.takeLong(), in.takeLong(), in.takeLong(), children(in));
            case MAIN -> new WorkerMessage.Main(CapsuleFrames.read(in));
            default -> throw new ProtocolException("a frame of the unknown type " + type);
        };
    }

    private static WorkerMessage.Adopt adopt(FrameReader in) throws ProtocolException {
        var name = in.takeString();
        var classPath = new ArrayList<String>();
        for (int i = in.takeCount(); i > 0; i--) {
            classPath.add(in.takeString());
        }
        var properties = new HashMap<String, String>();
        for (int i = in.takeCount(); i > 0; i--) {
            properties.put(in.takeString(), in.takeString());
        }
        return new WorkerMessage.Adopt(name, classPath, properties, in.takeBoolean(), in.takeBoolean());
    }

    private static List<WorkerMessage.Child> children(FrameReader in) throws ProtocolException {
        var children = new ArrayList<WorkerMessage.Child>();
        for (int i = in.takeCount(); i > 0; i--) {
            children.add(new WorkerMessage.Child(in.takeLong(), in.takeString()));
        }
        return children;
    }

    private static Kind kind(FrameReader in) throws ProtocolException {
        int code = in.takeByte();
        for (var kind : KINDS) {
            if (kind.code() == code) {
                return kind;
            }
        }
        throw new ProtocolException("a task of the unknown kind " + code);
    }

    private static void write(FrameWriter out, Failure failure) {
        out.putString(failure.type());
        write(out, failure.message());
        out.putString(failure.trace()).putInt(failure.frames().size());
        for (var frame : failure.frames()) {
            out.putString(frame.getClassName()).putString(frame.getMethodName());
            write(out, frame.getFileName());
            out.putInt(frame.getLineNumber());
        }
        out.putBoolean(failure.exception() != null);
        if (failure.exception() != null) {
            CapsuleFrames.write(out, failure.exception());
        }
        out.putBoolean(failure.unfit());
    }

    private static Failure failure(FrameReader in) throws ProtocolException {
        var type = in.takeString();
        var message = text(in);
        var trace = in.takeString();
        int frameCount = in.takeCount();
        var frames = new ArrayList<StackTraceElement>(frameCount);
        for (int i = 0; i < frameCount; i++) {
            frames.add(new StackTraceElement(in.takeString(), in.takeString(), text(in), in.takeInt()));
        }
        return new Failure(
                type, message, trace, frames, in.takeBoolean() ? CapsuleFrames.read(in) : null, in.takeBoolean());
    }

    private static void write(FrameWriter out, @Nullable String text) {
        out.putBoolean(text != null);
        if (text != null) {
            out.putString(text);
        }
    }

    private static @Nullable String text(FrameReader in) throws ProtocolException {
        return in.takeBoolean() ? in.takeString() : null;
    }
}
