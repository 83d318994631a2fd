package org.forkbook.cli;

import java.io.Console;
import java.util.Map;

/**
 * Destination of the command line's output: a screen, a file or another program.
 *
 * @param interactive whether it is a screen
 * @param colours whether to colour what is printed
 * @param moves whether the cursor can be moved
 */
record Terminal(boolean interactive, boolean colours, boolean moves) {

    /** A terminal whose cursor can be moved if it is a screen. */
    Terminal(boolean interactive, boolean colours) {
        this(interactive, colours, interactive);
    }

    /** This process's standard output. Colours follow the conventions {@code NO_COLOR} and {@code FORCE_COLOR}. */
    static Terminal ofThisProcess() {
        // The launcher has asked the shell; without it, the JDK decides.
        var told = System.getProperty("forkbook.terminal");
        return of(told == null ? consoleIsScreen() : told.equals("true"), System.getenv());
    }

    static Terminal of(boolean interactive, Map<String, String> environment) {
        boolean forced = !environment.getOrDefault("FORCE_COLOR", "").isEmpty();
        boolean dumb = environment.getOrDefault("TERM", "").equals("dumb");
        boolean refused = !environment.getOrDefault("NO_COLOR", "").isEmpty() || dumb;
        return new Terminal(interactive, !refused && (forced || interactive), interactive && !dumb);
    }

    /** Whether there is a user who can be asked. */
    static boolean hasReader() {
        return consoleIsScreen();
    }

    @SuppressWarnings("SystemConsoleNull") // before JDK 22 it does
    private static boolean consoleIsScreen() {
        var console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // Since JDK 22 there is a console without a screen, too, and this method to distinguish it.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("Console.isTerminal is public and takes nothing", e);
        }
    }
}
