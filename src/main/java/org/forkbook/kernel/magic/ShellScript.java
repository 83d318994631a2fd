package org.forkbook.kernel.magic;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.forkbook.worker.agent.ProcessTree;
import org.forkbook.worker.launch.ChildWatchdog;
import org.forkbook.worker.launch.ProcessEnvironment;
import org.forkbook.worker.launch.Utf8Command;
import org.jspecify.annotations.Nullable;

/**
 * Script for a shell or another program: its output appears as it is produced, and an interrupt ends all its processes.
 */
final class ShellScript {

    private ShellScript() {}

    static void addTo(Magics magics) {
        addShell(magics, "bash", "bash", "Runs the cell in bash; words after the name are $1, $2, …");
        addShell(magics, "sh", "sh", "Runs the cell in sh; words after the name are $1, $2, …");
        addShell(magics, "shell", "sh", "The same as %%sh.");
        magics.add(Magic.cell(
                        "script", "PROGRAM [ARGUMENT…]", "Runs a program, with the cell as its input.", (call, n) -> {
                            var command = MagicArguments.split(call.arguments());
                            if (command.isEmpty()) {
                                throw new MagicFailedException(
                                        "Which program? For example, %%script python3 runs the cell in Python.");
                            }
                            return run(command, call.text(), n);
                        })
                .slow());
    }

    private static void addShell(Magics magics, String name, String program, String summary) {
        magics.add(Magic.cell(name, "[WORD…]", summary, (call, notebook) -> {
                    var command = new ArrayList<>(List.of(program, "-c", call.text(), program));
                    command.addAll(MagicArguments.split(call.arguments()));
                    return run(command, "", notebook);
                })
                .slow());
        magics.add(Magic.line(
                        name,
                        "COMMAND",
                        "Runs the rest of the line in " + program + ".",
                        (call, notebook) -> run(List.of(program, "-c", call.arguments()), "", notebook))
                .slow());
    }

    private static @Nullable DisplayData run(List<String> command, String input, MagicContext notebook)
            throws IOException, InterruptedException, MagicFailedException {
        var tree = ProcessTree.ofChildren();
        var process = start(command, tree);
        var in = feed(process, input);
        var out = copy(process.getInputStream(), notebook::print, "forkbook-script-out");
        var err = copy(process.getErrorStream(), notebook::printError, "forkbook-script-err");
        boolean isOver = false;
        try {
            int code = process.waitFor();
            out.join();
            err.join();
            isOver = true;
            if (code != 0) {
                throw new MagicFailedException("The script ended with exit code " + code + ".");
            }
            return null;
        } finally {
            if (!isOver) {
                tree.end(process.toHandle());
            }
            in.interrupt();
        }
    }

    private static Process start(List<String> command, ProcessTree tree) throws MagicFailedException {
        try {
            var builder = Utf8Command.pass(ProcessEnvironment.current().start(new ProcessBuilder(command)));
            tree.mark(builder);
            ChildWatchdog.watch();
            return builder.start();
        } catch (IOException e) {
            throw new MagicFailedException(
                    "The program " + command.get(0) + " can't be started: " + e.getMessage()
                            + ". Is it installed, and in a folder of PATH?",
                    e);
        }
    }

    private static Thread feed(Process process, String input) {
        return daemon("forkbook-script-in", () -> {
            try (var to = process.getOutputStream()) {
                to.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // The script no longer reads its input, or has ended.
            }
        });
    }

    private static Thread copy(InputStream from, Consumer<String> to, String name) {
        return daemon(name, () -> {
            try (var reader = new InputStreamReader(from, StandardCharsets.UTF_8)) {
                var buffer = new char[8192];
                for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
                    to.accept(new String(buffer, 0, n));
                }
            } catch (IOException e) {
                // The script was ended: the rest of its output isn't needed.
            }
        });
    }

    private static Thread daemon(String name, Runnable work) {
        var thread = ServiceThread.forTask(name, work, FailureHandler.logging("A script's " + name));
        thread.start();
        return thread;
    }
}
