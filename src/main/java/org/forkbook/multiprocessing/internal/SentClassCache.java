package org.forkbook.multiprocessing.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.forkbook.multiprocessing.internal.EncodedValue.ClassKey;
import org.forkbook.serialization.analysis.ClassFile;
import org.jspecify.annotations.Nullable;

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

    public static @Nullable ClassFile arrived(ClassKey key) {
        return ARRIVED.get(key);
    }

    public static void arrived(ClassFile file) {
        ARRIVED.put(new ClassKey(file.name(), file.hash()), file);
    }
}
