package org.forkbook.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandLineTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void withoutACommandItSaysWhatThereIs() {
        assertEquals(ExitCode.OK, forkbook());
        for (var command : new String[] {"install", "uninstall", "lab", "doctor"}) {
            assertTrue(out.toString().contains("\n  " + command), out.toString());
        }
    }

    @Test
    void everyCommandHasHelpWithItsExitCodes() {
        for (var command : Forkbook.commandLine(new Terminal(false, false))
                .getSubcommands()
                .keySet()) {
            assertEquals(ExitCode.OK, forkbook(command, "--help"), command);
            assertTrue(out.toString().contains("Exit codes:"), command);
            out.getBuffer().setLength(0);
        }
    }

    @Test
    void anUnknownCommandIsRefusedWithTheNearestName() {
        assertEquals(ExitCode.CANNOT, forkbook("instal"));
        assertTrue(err.toString().contains("install"), err.toString());
    }

    @Test
    void aHeapThatIsNoSizeIsRefused() {
        assertEquals(ExitCode.CANNOT, forkbook("install", "--heap", "lots"));
        assertTrue(err.toString().contains("2g"), err.toString());
    }

    @Test
    void coloursFollowTheScreenAndTheUsersWish() {
        assertTrue(Terminal.of(true, Map.of()).colours());
        assertFalse(Terminal.of(false, Map.of()).colours());
        assertFalse(Terminal.of(true, Map.of("NO_COLOR", "1")).colours());
        assertFalse(Terminal.of(true, Map.of("TERM", "dumb")).colours());
        assertTrue(Terminal.of(false, Map.of("FORCE_COLOR", "1")).colours());
        assertFalse(
                Terminal.of(true, Map.of("NO_COLOR", "1", "FORCE_COLOR", "1")).colours());
    }

    private int forkbook(String... args) {
        return Forkbook.commandLine(new Terminal(false, false))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
