package org.forkbook.kernel.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class UnicodeEscapesTest {

    @Test
    void escapesBecomeTheirCharacters() {
        assertEquals("class Check {}", UnicodeEscapes.decoded("cl\\u0061ss \\uuu0043heck \\u007B\\u007d"));
        assertEquals("🙈", UnicodeEscapes.decoded("\\uD83D\\uDE48"));
    }

    @Test
    void whatIsNoEscapeStays() {
        for (var code : new String[] {"", "u0041", "\\", "\\u", "\\u004", "\\u00g1", "\\u٠٠٤١", "\\\\u0041", "\\n"}) {
            assertEquals(code, UnicodeEscapes.decoded(code));
        }
        assertEquals("\\\\A", UnicodeEscapes.decoded("\\\\\\u0041"));
    }

    @Test
    void anEscapedBackslashStaysForItEscapesWhatFollows() {
        assertEquals("\"\\u005c\"\"", UnicodeEscapes.decoded("\"\\u005c\"\""));
    }
}
