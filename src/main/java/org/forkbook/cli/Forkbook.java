package org.forkbook.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.forkbook.grading.SandboxedKernel;
import picocli.CommandLine;

/** The command line: it parses the arguments and runs a command. */
public final class Forkbook {

    private Forkbook() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        try {
            run(args);
        } catch (Error e) { // The command line's exception handler isn't called for errors.
            fail(e);
        }
    }

    /** Ends the process with an explanation of an error, if a limit of the system has caused it; else throws it again. */
    public static void fail(Error error) {
        var scarce = ResourceExhaustion.sentence(error);
        if (scarce == null) {
            throw error;
        }
        System.err.println("forkbook: " + scarce);
        System.exit(ExitCode.FAILED);
    }

    private static void run(String[] args) {
        if (args.length == 3 && args[0].equals(SandboxedKernel.COMMAND)) {
            // Without the classes of the command-line parser: a sandbox has little memory.
            System.exit(sandboxed(Path.of(args[1]), Path.of(args[2])));
        }
        // UTF-8 whatever the locale: a container's is often POSIX, while its terminal is UTF-8.
        var out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        var err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int code = commandLine(Terminal.ofThisProcess()).setOut(out).setErr(err).execute(args);
        out.flush();
        err.flush();
        System.exit(code);
    }

    private static int sandboxed(Path connectionFile, Path gate) {
        try {
            return SandboxedKernel.run(connectionFile, gate);
        } catch (IOException e) {
            throw new UncheckedIOException("the kernel can't reach the grader: " + e.getMessage(), e);
        }
    }

    /** The parser of the command line, with every command. */
    static CommandLine commandLine(Terminal terminal) {
        return new CommandLine(new ForkbookCommand(), new CommandFactory(terminal))
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        terminal.colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .setUsageHelpAutoWidth(true)
                .setUsageHelpLongOptionsMaxWidth(28)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Forkbook::report);
    }

    /** Reports an error to the user: with a message where there is one, with a stack trace where it is our bug. */
    private static int report(Exception error, CommandLine command, CommandLine.ParseResult parsed) {
        if (error instanceof CommandException expected) {
            command.getErr().println("forkbook: " + ControlCharacters.shown(String.valueOf(expected.getMessage())));
            return expected.exitCode();
        }
        var scarce = ResourceExhaustion.sentence(error);
        if (scarce != null) {
            command.getErr().println("forkbook: " + scarce);
            return ExitCode.FAILED;
        }
        command.getErr().println("forkbook: internal error; please report it with these lines:");
        error.printStackTrace(command.getErr());
        return ExitCode.BUG;
    }
}
