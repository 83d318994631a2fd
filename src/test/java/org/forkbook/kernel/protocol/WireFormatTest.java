package org.forkbook.kernel.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireFormatTest {

    private final MessageFactory messages = MessageFactory.create("tester");
    private final WireFormat format = new WireFormat(Hmac.of("hmac-sha256", "secret"));

    private Message message() {
        var content = new JsonObject();
        content.addProperty("code", "π = \"𝔸\"\n");
        var made = messages.request("execute_request", content);
        return new Message(
                List.of("client".getBytes(UTF_8)),
                made.header(),
                made.parentHeader(),
                made.metadata(),
                made.content(),
                List.of(new byte[] {1, 2, 3}));
    }

    @Test
    void aMessageComesBackAsItWas() throws BadMessageException {
        var sent = message();
        var received = format.decode(format.encode(sent));

        assertEquals(sent.header(), received.header());
        assertEquals(sent.content(), received.content());
        assertEquals("execute_request", received.type());
        assertEquals(messages.id(), received.session());
        assertArrayEquals("client".getBytes(UTF_8), received.ids().get(0));
        assertArrayEquals(new byte[] {1, 2, 3}, received.buffers().get(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"secret", "a key that is longer than a block of the digest, which is hashed before it is used"})
    void theSignatureIsAnHmacOfTheFourFrames(String key) throws Exception {
        var frames = new WireFormat(Hmac.of("hmac-sha256", key)).encode(message());
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
        frames.subList(3, 7).forEach(mac::update);

        assertEquals(java.util.HexFormat.of().formatHex(mac.doFinal()), new String(frames.get(2), UTF_8));
    }

    @Test
    void aMessageSignedWithAnotherKeyIsRefused() {
        var forged = new WireFormat(Hmac.of("hmac-sha256", "guess")).encode(message());

        assertThrows(BadMessageException.class, () -> format.decode(forged));
    }

    @Test
    void aMessageWithoutSignatureIsRefused() {
        var unsigned = new WireFormat(Hmac.of("", "")).encode(message());

        assertThrows(BadMessageException.class, () -> format.decode(unsigned));
    }

    @Test
    void withAnEmptyKeyNothingIsSigned() throws BadMessageException {
        var open = new WireFormat(Hmac.of("", ""));
        var frames = open.encode(message());

        assertEquals(0, frames.get(2).length);
        assertEquals("execute_request", open.decode(frames).type());
    }

    @Test
    void missingFramesAreRefused() {
        var frames = format.encode(message());
        for (var length = 0; length < frames.size() - 1; length++) {
            var cut = frames.subList(0, length);
            assertThrows(BadMessageException.class, () -> format.decode(cut));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{} {}", "{'a': 1}", "{\"a\": NaN}", "{\"a\": 1,}", "\u0000"})
    void whatIsNoJsonObjectIsRefused(String content) {
        var hmac = Hmac.of("hmac-sha256", "secret");
        var json = new ArrayList<>(format.encode(message()).subList(3, 7));
        json.set(3, content.getBytes(UTF_8));
        var frames = new ArrayList<byte[]>();
        frames.add("<IDS|MSG>".getBytes(UTF_8));
        frames.add(hmac.sign(json));
        frames.addAll(json);

        assertThrows(BadMessageException.class, () -> format.decode(frames));
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        var hmac = Hmac.of("hmac-sha256", "secret");
        var json = new ArrayList<>(format.encode(message()).subList(3, 7));
        json.set(3, new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
        var frames = new ArrayList<byte[]>();
        frames.add("<IDS|MSG>".getBytes(UTF_8));
        frames.add(hmac.sign(json));
        frames.addAll(json);

        assertThrows(BadMessageException.class, () -> format.decode(frames));
    }

    @Test
    void aNumberThatJsonLacksIsWrittenAsNull() {
        var object = new JsonObject();
        object.addProperty("x", Double.NaN);
        object.addProperty("y", 1.5);

        assertEquals("{\"x\":null,\"y\":1.5}", Json.write(object));
    }

    @Test
    void anUnknownSchemeIsNamed() {
        var refused = assertThrows(IllegalArgumentException.class, () -> Hmac.of("hmac-crc", "key"));

        assertEquals(true, refused.toString().contains("hmac-crc"));
    }
}
