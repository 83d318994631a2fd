package org.forkbook.cluster.node;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The messages between an agent and the program: the codes of their types, and the codec of their texts. */
public final class AgentProtocol {
    /** The first byte of an authenticated connection: an agent's. */
    public static final int AGENT = 'A';
    /** The same of a worker's. */
    public static final int WORKER = 'W';
    /** The same of one that is forwarded to the program's broker. */
    public static final int BROKER = 'B';

    /** To the agent: start a worker process. */
    public static final int START = 1;
    /** To the agent: bytes for a worker's standard input. */
    public static final int INPUT = 2;
    /** To the agent: end a worker, with SIGTERM or with SIGKILL. */
    public static final int END = 3;
    /** To the agent: which of these files is there? */
    public static final int FIND = 4;
    /** To the agent: a part of a file; an empty one is the end. */
    public static final int STORE = 5;
    /** To the agent: delete a file. */
    public static final int DELETE = 6;
    /** To the agent: end all workers, and return. */
    public static final int LEAVE = 7;

    /** From the agent: who it is. */
    public static final int HELLO = 11;
    /** From the agent: a worker's process has started. */
    public static final int STARTED = 12;
    /** From the agent: a worker's process can't be started. */
    public static final int NOT_STARTED = 13;
    /** From the agent: what a worker's process has printed. */
    public static final int OUTPUT = 14;
    /** From the agent: a worker's process has ended, and all of its output was sent. */
    public static final int ENDED = 15;
    /** From the agent: where a file is; an empty path if it isn't there. */
    public static final int FOUND = 16;
    /** From the agent: a file can't be stored. */
    public static final int NOT_STORED = 17;

    /** In both directions: the sender is alive. */
    public static final int BEAT = 21;

    /** Each side sends a beat so often. */
    public static final int BEAT_MILLIS = 2_000;
    /** Whoever hears nothing for so long takes the connection for lost. */
    public static final int SILENCE_MILLIS = 10_000;

    private static final int MAX_TEXT = 64 * 1024 * 1024;

    private AgentProtocol() {}

    /** Writes a text of any length. */
    public static void writeText(DataOutput out, String text) throws IOException {
        writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a text. */
    public static String readText(DataInput in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    /** Writes bytes, preceded by their number. */
    public static void writeBytes(DataOutput out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Reads bytes that are preceded by their number. */
    public static byte[] readBytes(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_TEXT) {
            throw new IOException("a message announces " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
