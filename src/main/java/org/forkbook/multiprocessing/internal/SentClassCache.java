package org.forkbook.multiprocessing.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.forkbook.broker.PendingCall;
import org.forkbook.multiprocessing.internal.EncodedValue.ClassKey;
import org.forkbook.serialization.analysis.ClassFile;

/**
 * A cache of the classes that have been sent through one channel; and, for all channels, of those that have arrived
 * in this process.
 */
public final class SentClassCache {

    private static final Map<ClassKey, ClassFile> ARRIVED = new ConcurrentHashMap<>();

    private final Set<ClassKey> sent = new HashSet<>(); // guarded by this

    /** Sends the classes that have not been sent yet; returns once all of them have been handed to the channel. */
    public synchronized void send(List<ClassFile> classes, Consumer<ClassFile> sender) {
        for (var file : classes) {
            if (sent.add(new ClassKey(file.name(), file.hash()))) {
                sender.accept(file);
            }
        }
    }

    /** The classes that have not been sent yet. */
    synchronized List<ClassFile> unsent(List<ClassFile> classes) {
        return classes.stream()
                .filter(file -> !sent.contains(new ClassKey(file.name(), file.hash())))
                .toList();
    }

    /** Marks a class as sent. */
    synchronized void markSent(ClassFile file) {
        sent.add(new ClassKey(file.name(), file.hash()));
    }

    /** A class that the channel has sent ahead. */
    static ClassFile arrived(ClassKey key) throws IOException {
        var known = ARRIVED.get(key);
        if (known == null) {
            throw new IOException("the class " + key.name() + " was not sent before it");
        }
        return known;
    }

    /** A class that has arrived; otherwise it is requested by its encoded key, and answered if it is there. */
    public static ClassFile arrived(ClassKey key, Function<ByteBuffer, PendingCall> request) {
        var known = ARRIVED.get(key);
        if (known == null) {
            var answer = request.apply(EncodedValue.write(key)).get().payload();
            if (!answer.hasRemaining()) {
                throw new IllegalStateException("The class " + key.name() + " was not sent with what needs it");
            }
            known = EncodedValue.readClass(answer);
            arrived(known);
        }
        return known;
    }

    public static void arrived(ClassFile file) {
        ARRIVED.put(new ClassKey(file.name(), file.hash()), file);
    }
}
