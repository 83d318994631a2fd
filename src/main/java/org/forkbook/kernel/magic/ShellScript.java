package org.forkbook.kernel.magic;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.forkbook.kernel.display.DisplayData;
import org.jspecify.annotations.Nullable;

/** A cell that is a shell script: its output appears as it is made, and an interrupt ends all its processes. */
final class ShellScript {

    private ShellScript() {}

    static @Nullable DisplayData run(CellPart call, MagicContext notebook)
            throws IOException, InterruptedException, MagicFailedException {
        var process = new ProcessBuilder("bash", "-c", call.text()).start();
        process.getOutputStream().close();
        var out = copy(process.getInputStream(), notebook::print, "forkbook-bash-out");
        var err = copy(process.getErrorStream(), notebook::printError, "forkbook-bash-err");
        try {
            int code = process.waitFor();
            out.join();
            err.join();
            if (code != 0) {
                throw new MagicFailedException("The script ended with exit code " + code + ".");
            }
            return null;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static Thread copy(InputStream from, Consumer<String> to, String name) {
        var thread = new Thread(
                () -> {
                    try (var reader = new InputStreamReader(from, StandardCharsets.UTF_8)) {
                        var buffer = new char[8192];
                        for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
                            to.accept(new String(buffer, 0, n));
                        }
                    } catch (IOException e) {
                        // The script was ended: what it would have said has no reader.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
