package org.forkbook.transport;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * An incremental decoder of a stream of UTF-8 text: a character that is split between two chunks is decoded with the
 * second one.
 */
public final class TextDecoder {
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private ByteBuffer rest = ByteBuffer.allocate(0);

    /** Decodes the next chunk, but for an incomplete character at its end. */
    public String decode(ByteBuffer bytes) {
        var input = bytes;
        if (rest.hasRemaining()) {
            input = ByteBuffer.allocate(rest.remaining() + bytes.remaining());
            input.put(rest).put(bytes).flip();
        }
        var text = CharBuffer.allocate(input.remaining());
        decoder.decode(input, text, false);
        rest = ByteBuffer.allocate(input.remaining()).put(input).flip();
        return text.flip().toString();
    }
}
