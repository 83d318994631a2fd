package org.forkbook.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.forkbook.kernel.protocol.Json;

/**
 * Jupyter kernel that is a subject of measures.
 *
 * @param name as in the table
 * @param team its team, see {@link Subject}
 * @param language the language of its cells, in lower case
 * @param argv its command line, with a placeholder for the connection file
 * @param interruptsByMessage whether it is interrupted by a message; if not, by a signal
 */
record KernelPeer(String name, String team, String language, List<String> argv, boolean interruptsByMessage) {

    private static final String CONNECTION_FILE = "{connection_file}";

    KernelPeer {
        argv = List.copyOf(argv);
    }

    /** The kernel in this jar. */
    static KernelPeer ours(JavaSide side) {
        var argv = new ArrayList<>(side.kernelCommand());
        argv.addAll(List.of("kernel", CONNECTION_FILE));
        return new KernelPeer(JavaSide.NAME, Subject.FORKBOOK, "java", argv, true);
    }

    /** The first kernelspec of this name in Jupyter's folders, if there is one that can be read. */
    static Optional<KernelPeer> find(String name, List<Path> jupyterFolders) {
        for (var data : jupyterFolders) {
            var folder = data.resolve("kernels").resolve(name);
            var file = folder.resolve("kernel.json");
            if (Files.isReadable(file)) {
                return read(name, folder, file);
            }
        }
        return Optional.empty();
    }

    private static Optional<KernelPeer> read(String name, Path folder, Path file) {
        try {
            if (!(JsonParser.parseString(Files.readString(file)) instanceof JsonObject spec)
                    || !(spec.get("argv") instanceof JsonArray words)) {
                return Optional.empty();
            }
            var argv = new ArrayList<String>();
            var variables = Json.object(spec, "env");
            if (!variables.isEmpty()) {
                argv.add("env");
                variables.asMap().forEach((key, value) -> argv.add(key + "=" + value.getAsString()));
            }
            words.forEach(word -> argv.add(word.getAsString().replace("{resource_dir}", folder.toString())));
            var language = Json.string(spec, "language", "").toLowerCase(Locale.ROOT);
            return Optional.of(new KernelPeer(
                    name,
                    language,
                    language,
                    argv,
                    Json.string(spec, "interrupt_mode", "signal").equals("message")));
        } catch (IOException | JsonParseException | IllegalStateException | UnsupportedOperationException e) {
            // Treated as missing: Jupyter doesn't list unreadable kernelspecs either.
            return Optional.empty();
        }
    }

    /** The command that starts it. */
    List<String> command(Path connectionFile) {
        return argv.stream()
                .map(word -> word.replace(CONNECTION_FILE, connectionFile.toString()))
                .toList();
    }
}
