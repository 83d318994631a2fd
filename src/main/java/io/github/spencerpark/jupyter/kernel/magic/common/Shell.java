package io.github.spencerpark.jupyter.kernel.magic.common;

import io.github.spencerpark.jupyter.kernel.magic.registry.CellMagic;
import io.github.spencerpark.jupyter.kernel.magic.registry.LineMagic;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.forkbook.worker.launch.Utf8Command;
import org.jspecify.annotations.Nullable;

/** {@code %sh} and {@code %%sh}: commands of the system's shell. */
public class Shell {

    private Shell() {}

    /**
     * Runs a command, or a cell of commands.
     *
     * @return the lines that it prints
     */
    @LineMagic(aliases = {"shell", "system"})
    @CellMagic(aliases = {"shell", "system"})
    public static List<String> sh(List<String> args, @Nullable String body) throws IOException, InterruptedException {
        var command = body == null ? String.join(" ", args) : body;
        var process = Utf8Command.pass(new ProcessBuilder("sh", "-c", command))
                .redirectErrorStream(true)
                .start();
        try {
            process.getOutputStream().close();
            var lines = new ArrayList<String>();
            try (var reader =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                }
            }
            process.waitFor();
            return lines;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
