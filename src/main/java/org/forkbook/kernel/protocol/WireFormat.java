package org.forkbook.kernel.protocol;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Codec of messages on a ZeroMQ socket: routing frames, a delimiter, the signature, four JSON frames, and any raw
 * buffers. Safe for many threads.
 */
public final class WireFormat {

    private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII);
    private static final int JSON_FRAMES = 4;

    private final Hmac hmac;

    /** Creates a codec that signs and verifies with the given signer. */
    public WireFormat(Hmac hmac) {
        this.hmac = hmac;
    }

    /** The frames of a message, signed. */
    public List<byte[]> encode(Message message) {
        var json = List.of(
                bytes(message.header()),
                bytes(message.parentHeader()),
                bytes(message.metadata()),
                bytes(message.content()));
        var frames = new ArrayList<byte[]>(
                message.ids().size() + 2 + JSON_FRAMES + message.buffers().size());
        frames.addAll(message.ids());
        frames.add(DELIMITER);
        frames.add(hmac.sign(json));
        frames.addAll(json);
        frames.addAll(message.buffers());
        return frames;
    }

    /**
     * The message in these frames.
     *
     * @throws BadMessageException if a part is missing, isn't JSON, or the signature is wrong
     */
    public Message decode(List<byte[]> frames) throws BadMessageException {
        var delimiter = 0;
        while (delimiter < frames.size() && !Arrays.equals(frames.get(delimiter), DELIMITER)) {
            delimiter++;
        }
        if (delimiter == frames.size()) {
            throw new BadMessageException("no delimiter in " + frames.size() + " frames");
        }
        var start = delimiter + 2;
        var end = start + JSON_FRAMES;
        if (frames.size() < end) {
            throw new BadMessageException("only " + (frames.size() - delimiter) + " frames after the routing");
        }
        var json = frames.subList(start, end);
        if (!hmac.verify(frames.get(delimiter + 1), json)) {
            throw new BadMessageException("the signature is wrong: it was made with another key");
        }
        return new Message(
                List.copyOf(frames.subList(0, delimiter)),
                object("header", json.get(0)),
                object("parent header", json.get(1)),
                object("metadata", json.get(2)),
                object("content", json.get(3)),
                List.copyOf(frames.subList(end, frames.size())));
    }

    /** The signature in the frames of a message that was decoded. */
    public static String signature(List<byte[]> frames) {
        var delimiter = 0;
        while (!Arrays.equals(frames.get(delimiter), DELIMITER)) {
            delimiter++;
        }
        return new String(frames.get(delimiter + 1), StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(JsonObject object) {
        return Json.write(object).getBytes(StandardCharsets.UTF_8);
    }

    private static JsonObject object(String part, byte[] frame) throws BadMessageException {
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(frame));
            return Json.parseObject(text.toString());
        } catch (CharacterCodingException | JsonParseException e) {
            throw new BadMessageException("the " + part + " is no JSON object", e);
        }
    }
}
