package org.forkbook.cluster;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.forkbook.service.Uninterruptibles;

/**
 * What a node has been sent, so that its agents, which share a folder there, get each file once. It lives as long as
 * an agent is connected.
 */
final class NodeStore {
    private final Map<String, CompletableFuture<String>> files = new HashMap<>(); // guarded by this

    /** Sends a file to the node through one of its agents. */
    @FunctionalInterface
    interface Transfer {
        /** Returns the path there. */
        String send() throws IOException;
    }

    /** The path of a file on the node. Of several threads that need it, one sends it and the others wait. */
    String place(String name, Transfer transfer) throws IOException {
        while (true) {
            var mine = new CompletableFuture<String>();
            CompletableFuture<String> known;
            synchronized (this) {
                known = files.putIfAbsent(name, mine);
            }
            if (known == null) {
                return send(name, transfer, mine);
            }
            try {
                return Uninterruptibles.<String, ExecutionException>get(() -> known.get());
            } catch (ExecutionException e) {
                // The agent that sent it has failed: this one tries.
            }
        }
    }

    private String send(String name, Transfer transfer, CompletableFuture<String> result) throws IOException {
        try {
            var path = transfer.send();
            result.complete(path);
            return path;
        } catch (IOException | RuntimeException | Error e) {
            forget(name);
            result.completeExceptionally(e);
            throw e;
        }
    }

    private synchronized void forget(String name) {
        files.remove(name);
    }

    /** Forgets the files whose names begin so, and returns their names. */
    synchronized List<String> removeAll(String prefix) {
        var names =
                files.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
        names.forEach(files::remove);
        return names;
    }
}
