package org.forkbook.worker.agent;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.List;
import org.forkbook.serialization.Capsule;
import org.forkbook.serialization.CapsuleWriter;
import org.forkbook.transport.FrameChannel;
import org.forkbook.transport.NonBlockingSocket;
import org.forkbook.worker.protocol.WorkerMessage;
import org.forkbook.worker.protocol.WorkerMessageCodec;

/** What a task can do that means its parent harm: it takes the worker's own socket and says on it what it likes. */
public final class FrameForger {

    private FrameForger() {}

    /** A class that is nowhere but in these bytes: reading an object of it makes a file. */
    public static byte[] evilClass() {
        return UntrustedClass.bytes();
    }

    /** Answers the running task with an object of a class that is sent along. */
    public static void answerWithAClass(byte[] classFile, String marker) throws Exception {
        var loader = new ClassLoader(FrameForger.class.getClassLoader()) {
            Class<?> define() {
                return defineClass(UntrustedClass.NAME, classFile, 0, classFile.length);
            }
        };
        var evil = loader.define().getConstructor(String.class).newInstance(marker);
        var writer = new CapsuleWriter(type -> type.getClassLoader() == loader ? classFile : null);
        answer(writer.packValue(new Object[] {evil}));
    }

    /** Answers the running task with any bytes. */
    public static void answer(byte[] body) throws Exception {
        answer(new Capsule(List.of(), List.of(), ByteBuffer.wrap(body), List.of()));
    }

    /** Answers the running task with fewer results than it has calls. */
    public static void answerWithNothing() throws Exception {
        answer(new CapsuleWriter(type -> null).packValue(new Object[0]));
    }

    private static void answer(Capsule results) throws Exception {
        send(new WorkerMessage.Returned(task(), results, 0));
    }

    /** Says that another task than the running one has returned. */
    public static void answerForAnother(long task) throws Exception {
        send(new WorkerMessage.Returned(
                task, new CapsuleWriter(type -> null).packValue(new Object[] {"a result that nobody made"}), 0));
    }

    /** Displays what is no JSON. */
    public static void display(String json) throws Exception {
        send(new WorkerMessage.Displayed(task(), json, false));
    }

    /** Tells the parent what only a parent tells. */
    public static void giveOrders() throws Exception {
        send(new WorkerMessage.Stop());
    }

    /** Sends bytes that are no frame. */
    public static void sendRaw(byte[] bytes) throws Exception {
        var socket = (NonBlockingSocket) field(FrameChannel.class, "socket", channel());
        socket.write(ByteBuffer.wrap(bytes), false);
    }

    private static void send(WorkerMessage message) throws Exception {
        channel().send(WorkerMessageCodec.write(message));
    }

    private static WorkerOutput output() throws ReflectiveOperationException, IOException {
        var context = WorkerContext.current();
        if (context == null) {
            throw new IOException("this is no worker");
        }
        return (WorkerOutput) field(WorkerContext.class, "output", context);
    }

    private static FrameChannel channel() throws ReflectiveOperationException, IOException {
        return (FrameChannel) field(WorkerOutput.class, "channel", output());
    }

    private static long task() throws ReflectiveOperationException, IOException {
        return (Long) ((ThreadLocal<?>) field(WorkerOutput.class, "task", output())).get();
    }

    private static Object field(Class<?> type, String name, Object target) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(target);
    }
}
