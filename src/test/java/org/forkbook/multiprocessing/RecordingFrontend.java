package org.forkbook.multiprocessing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.forkbook.serialization.analysis.ClassSource;
import org.forkbook.service.Uninterruptibles;

/** A frontend that keeps what workers print and display; installed for the length of a try statement. */
public final class RecordingFrontend implements Frontend, Frontend.Output, AutoCloseable {
    private final Frontend before = Frontend.current();
    private final StringBuilder both = new StringBuilder();
    private final StringBuilder out = new StringBuilder();
    private final StringBuilder err = new StringBuilder();
    public final List<String> displays = new CopyOnWriteArrayList<>();
    final List<Path> classPath = new ArrayList<>();
    public volatile Medium medium = Medium.NONE;

    public static RecordingFrontend install() {
        var frontend = new RecordingFrontend();
        Frontend.install(frontend);
        return frontend;
    }

    public synchronized String out() {
        return out.toString();
    }

    public synchronized String err() {
        return err.toString();
    }

    /** Both streams as they came. */
    public synchronized String both() {
        return both.toString();
    }

    @Override
    public Output output() {
        return this;
    }

    @Override
    public ClassSource classes() {
        return before.classes();
    }

    @Override
    public List<Path> addedClassPath() {
        return classPath;
    }

    @Override
    public Medium medium() {
        return medium;
    }

    @Override
    public synchronized void print(Channel channel, String text) {
        (channel == Channel.STDOUT ? out : err).append(text);
        both.append(text);
        notifyAll();
    }

    /** Waits until something has been displayed. */
    public synchronized void awaitDisplay() {
        while (displays.isEmpty()) {
            Uninterruptibles.run(this::wait);
        }
    }

    /** Waits until a text has been printed. */
    public synchronized void await(String text) throws InterruptedException {
        while (both.indexOf(text) < 0) {
            wait();
        }
    }

    @Override
    public synchronized void display(String displayJson, boolean update) {
        displays.add((update ? "update " : "") + displayJson);
        notifyAll();
    }

    @Override
    public void close() {
        Frontend.install(before);
    }
}
