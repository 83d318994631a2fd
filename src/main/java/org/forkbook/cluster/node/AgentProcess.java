package org.forkbook.cluster.node;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A worker's process on a node, with its descendants. */
final class AgentProcess {
    /** The variable that marks a worker and its descendants; {@code ProcessTree} reads it too. */
    private static final String MARK = "FORKBOOK_TREE";

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int ROUNDS = 5;
    private static final int MOST_BYTES = 64 * 1024;

    private final String mark = ownPid() + "-" + System.nanoTime() + "/w" + NUMBER.incrementAndGet();
    private final Process process;
    private final long pid;
    private final CountDownLatch ended = new CountDownLatch(1);

    /** A receiver of what the process prints. */
    interface Output {
        void printed(boolean error, byte[] bytes) throws IOException;
    }

    AgentProcess(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        Iterator<String> names = builder.environment().keySet().iterator();
        while (names.hasNext()) {
            String name = names.next();
            if (name.startsWith("SPARK_") || name.startsWith("_SPARK")) { // The cluster's own, and its secret.
                names.remove();
            }
        }
        builder.environment().putAll(environment);
        builder.environment().put(MARK, mark + ".");
        process = builder.start();
        pid = pidOf(process);
    }

    long pid() {
        return pid;
    }

    /** Writes to the process; one that has ended takes nothing. */
    void feed(byte[] bytes) {
        try {
            OutputStream input = process.getOutputStream();
            synchronized (input) {
                input.write(bytes);
                input.flush();
            }
        } catch (IOException e) {
            // It has just ended.
        }
    }

    /** Passes on all that the process prints, and returns its exit value when it has ended. */
    int pump(Output output) throws IOException {
        Thread errors = new Thread(() -> copy(process.getErrorStream(), true, output), "forkbook-agent-stderr");
        errors.setDaemon(true);
        errors.start();
        copy(process.getInputStream(), false, output);
        try {
            int status = process.waitFor();
            errors.join(TimeUnit.SECONDS.toMillis(2));
            endDescendants();
            return status;
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            ended.countDown();
        }
    }

    private static void copy(InputStream stream, boolean error, Output output) {
        byte[] buffer = new byte[MOST_BYTES];
        try {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                output.printed(error, Arrays.copyOf(buffer, count));
            }
        } catch (IOException e) {
            // The process has ended, or the program has.
        }
    }

    /** Ends the process; if by force, its descendants too. */
    void end(boolean force) {
        if (force) {
            process.destroyForcibly();
            endDescendants();
        } else {
            kill("-TERM", Arrays.asList(Long.toString(pid)));
        }
    }

    /** Waits for the end of a process that was ended. */
    void awaitEnd() {
        try {
            if (process.waitFor(5, TimeUnit.SECONDS)) {
                ended.await(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills what the worker has started; workers of its own notice its end themselves. */
    private void endDescendants() {
        for (int round = 0; round < ROUNDS; round++) {
            List<String> found = new ArrayList<String>();
            String[] names = new File("/proc").list();
            for (String name : names == null ? new String[0] : names) {
                if (Character.isDigit(name.charAt(0)) && !name.equals(Long.toString(pid))) {
                    String path = markOf(name);
                    if (path.equals(mark) || path.startsWith(mark + "/c")) {
                        found.add(name);
                    }
                }
            }
            if (found.isEmpty()) {
                return;
            }
            kill("-KILL", found);
        }
    }

    private static String markOf(String pid) {
        try (InputStream in = new FileInputStream("/proc/" + pid + "/environ")) {
            byte[] bytes = new byte[256 * 1024];
            int length = 0;
            for (int count = in.read(bytes); count > 0 && length < bytes.length; ) {
                length += count;
                count = in.read(bytes, length, bytes.length - length);
            }
            String variables = "\0" + new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
            int start = variables.indexOf("\0" + MARK + "=");
            int end = start < 0 ? -1 : variables.indexOf('.', start);
            return end < 0 ? "" : variables.substring(start + MARK.length() + 2, end);
        } catch (IOException e) {
            return ""; // It has ended, or is another user's.
        }
    }

    /** Java 8 can't signal a process that it hasn't started. */
    private static void kill(String signal, List<String> pids) {
        List<String> command = new ArrayList<String>(Arrays.asList("kill", signal));
        command.addAll(pids);
        try {
            Process kill = new ProcessBuilder(command).start();
            kill.getErrorStream().close();
            kill.waitFor();
        } catch (IOException e) {
            // A node without this command: what is left notices the end of its input.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static long ownPid() {
        String name = ManagementFactory.getRuntimeMXBean().getName();
        return Long.parseLong(name.substring(0, name.indexOf('@')));
    }

    private static long pidOf(Process process) {
        try {
            return (Long) Process.class.getMethod("pid").invoke(process);
        } catch (ReflectiveOperationException tooOld) { // Java 8
            try {
                Field field = process.getClass().getDeclaredField("pid");
                field.setAccessible(true);
                return field.getInt(process);
            } catch (ReflectiveOperationException e) {
                return 0;
            }
        }
    }
}
