package org.forkbook.maven;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.ChecksumFailureException;
import org.eclipse.aether.transfer.TransferCancelledException;
import org.eclipse.aether.transfer.TransferEvent;
import org.jspecify.annotations.Nullable;

/**
 * Progress display of downloads, as one line that is overwritten with {@code \r}. Nothing is printed when nothing is
 * downloaded. Called by the resolver's threads.
 */
final class DownloadProgress extends AbstractTransferListener {

    private static final long INTERVAL_NANOS = 200_000_000;

    private final Consumer<String> out;
    private final boolean refusesCorrupted;
    private final Map<String, Long> running = new ConcurrentHashMap<>();
    private final long began = System.nanoTime();
    private volatile boolean cancelled;
    private volatile @Nullable String corrupted;
    private int files; // guarded by this
    private long bytes; // guarded by this
    private long shownAt; // guarded by this
    private int shownLength; // guarded by this

    /** @param refusesCorrupted whether files with a wrong checksum are rejected */
    DownloadProgress(Consumer<String> out, boolean refusesCorrupted) {
        this.out = out;
        this.refusesCorrupted = refusesCorrupted;
    }

    /** The file that was rejected because of its checksum, with its location; null if none was. */
    @Nullable
    String corrupted() {
        return corrupted;
    }

    /** Cancels the running downloads, and starts no others. */
    void cancel() {
        cancelled = true;
    }

    @Override
    public void transferStarted(TransferEvent event) throws TransferCancelledException {
        transferProgressed(event);
    }

    @Override
    public void transferProgressed(TransferEvent event) throws TransferCancelledException {
        if (cancelled) {
            throw new TransferCancelledException();
        }
        running.put(event.getResource().getResourceName(), event.getTransferredBytes());
        show(event.getResource().getResourceName());
    }

    /** Also called when there is no checksum at all, as in many local folders. */
    @Override
    public void transferCorrupted(TransferEvent event) throws TransferCancelledException {
        if (refusesCorrupted
                && event.getException() instanceof ChecksumFailureException wrong
                && wrong.getExpected() != null
                && !wrong.getExpected().isEmpty()) {
            var resource = event.getResource();
            corrupted = resource.getRepositoryUrl() + resource.getResourceName();
            throw new TransferCancelledException("its checksum is wrong");
        }
    }

    @Override
    public synchronized void transferSucceeded(TransferEvent event) {
        running.remove(event.getResource().getResourceName());
        files++;
        bytes += event.getTransferredBytes();
    }

    @Override
    public void transferFailed(TransferEvent event) {
        running.remove(event.getResource().getResourceName());
    }

    private synchronized void show(String name) {
        long now = System.nanoTime();
        if (now - began < INTERVAL_NANOS || now - shownAt < INTERVAL_NANOS) {
            return;
        }
        shownAt = now;
        long all = bytes + running.values().stream().mapToLong(Long::longValue).sum();
        write(String.format(
                Locale.ROOT,
                "Downloading, %d files and %s so far: %s",
                files,
                size(all),
                name.substring(name.lastIndexOf('/') + 1)));
    }

    /** Replaces the line by a summary. */
    synchronized void end() {
        if (shownLength > 0) {
            write(String.format(
                    Locale.ROOT,
                    "Downloaded %d files, %s, in %.1f s.",
                    files,
                    size(bytes),
                    (System.nanoTime() - began) / 1e9));
            out.accept("\n");
            shownLength = 0;
        }
    }

    private void write(String text) {
        out.accept("\r" + text + " ".repeat(Math.max(0, shownLength - text.length())));
        shownLength = text.length();
    }

    private static String size(long bytes) {
        return bytes < 1_000_000 ? bytes / 1000 + " kB" : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
