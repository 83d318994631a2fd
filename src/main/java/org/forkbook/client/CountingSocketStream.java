package org.forkbook.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.function.LongConsumer;

/**
 * Input stream of a socket that counts its bytes. The JDK's stream of a channel is no alternative: its reader holds a
 * lock while it waits, which a writer needs.
 */
final class CountingSocketStream extends InputStream {

    private final SocketChannel channel;
    private final LongConsumer onBytes;

    CountingSocketStream(SocketChannel channel, LongConsumer onBytes) {
        this.channel = channel;
        this.onBytes = onBytes;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        int count = channel.read(ByteBuffer.wrap(bytes, offset, length));
        if (count > 0) {
            onBytes.accept(count);
        }
        return count;
    }
}
