package org.forkbook;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import org.forkbook.kernel.KernelMain;
import org.forkbook.serialization.OptionalPackages;

/**
 * Main class of the kernel's jar: it runs the kernel, or hands the arguments to the {@linkplain
 * org.forkbook.cli.Forkbook command line}, which isn't on a kernel's class path.
 */
public final class Main {

    private static final String COMMAND_LINE = "org.forkbook.cli.Forkbook";

    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) throws Throwable {
        if (args.length != 2 || !args[0].equals("kernel") || args[1].startsWith("-")) {
            commandLine("main", String[].class, args);
            return;
        }
        try {
            System.exit(KernelMain.run(Path.of(args[1])));
        } catch (Error e) {
            commandLine("fail", Error.class, e);
        }
    }

    private static <T> void commandLine(String method, Class<T> type, T argument) throws Throwable {
        try {
            OptionalPackages.load(COMMAND_LINE).getMethod(method, type).invoke(null, argument);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
