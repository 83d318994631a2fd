package org.forkbook.multiprocessing.internal;

import java.io.IOException;
import java.nio.file.Files;
import org.forkbook.worker.launch.ProcessEnvironment;
import org.forkbook.worker.launch.WorkerOptions;

/**
 * A formatter of error messages for processes that could not be started: the system's reason, the likely cause and
 * the next step.
 */
public final class LaunchFailureMessages {

    private LaunchFailureMessages() {}

    /** Sentences to follow one that says what failed. */
    public static String explain(IOException failure, WorkerOptions options) {
        var folder = options.workingDirectory();
        if (folder != null && !Files.isDirectory(folder)) {
            return "its working folder " + folder + (Files.exists(folder) ? " is not a folder" : " doesn't exist")
                    + ". Create it first, or choose another one with workingDirectory(..).";
        }
        var place = ProcessEnvironment.current().folder();
        if (folder == null && !Files.isDirectory(place)) {
            return "this program's folder " + place + " no longer exists. Create it again, or choose another one with"
                    + " workingDirectory(..).";
        }
        var said = chain(failure);
        return failure.getMessage() + ". " + advice(said);
    }

    private static String chain(Throwable failure) {
        var text = new StringBuilder();
        int depth = 0;
        for (Throwable e = failure; e != null && depth < 8; e = e.getCause(), depth++) {
            text.append(e).append('\n');
        }
        return text.toString();
    }

    private static String advice(String said) {
        if (said.contains("Too many open files") || said.contains("error=24")) {
            return "This process has reached its limit of open files and sockets (ulimit -n): close what isn't"
                    + " needed, such as files, connections and pools, or raise the limit.";
        }
        if (said.contains("No space left on device")) {
            return "Its folder for temporary files, " + System.getProperty("java.io.tmpdir")
                    + ", is full: free some space there, or choose another one with -Djava.io.tmpdir.";
        }
        if (said.contains("error=11") || said.contains("Resource temporarily unavailable")) {
            return "The limit of processes and threads is reached (ulimit -u, or a container's limit): use"
                    + " fewer workers, or close other pools.";
        }
        if (said.contains("error=12") || said.contains("Cannot allocate memory")) {
            return "The system has too little memory for another process: use fewer workers.";
        }
        if (said.contains("error=2,") || said.contains("error=13")) {
            return "It uses this program's own Java, " + System.getProperty("java.home")
                    + ": perhaps it was updated or removed; restart this program.";
        }
        return "Probably there are too many processes, or too little memory, for another one.";
    }
}
