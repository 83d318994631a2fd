package org.forkbook.kernel.magic;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.forkbook.kernel.display.Content;
import org.forkbook.kernel.display.Display;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.worker.launch.ProcessEnvironment;
import org.jspecify.annotations.Nullable;

/** Magics for files, folders and the environment. Relative names start from the notebook's folder. */
final class FileMagics {

    private @Nullable Path before;

    private FileMagics() {}

    static void addTo(Magics magics) {
        var own = new FileMagics();
        magics.add(Magic.line(
                "cd",
                "[FOLDER | -]",
                "Changes the working directory of cells, magics, scripts and future workers.",
                own::cd));
        magics.add(Magic.line(
                "pwd",
                "",
                "Returns the working directory.",
                (call, notebook) ->
                        DisplayData.text(ProcessEnvironment.current().folder().toString())));
        magics.add(Magic.line(
                "env",
                "[NAME | NAME=VALUE]",
                "Shows the environment variables, or shows or sets one, for cells, scripts and future workers.",
                FileMagics::env));
        magics.add(
                Magic.cell("writefile", "[-a] FILE", "Writes the cell to a file; -a appends.", FileMagics::writeFile));
        magics.add(Magic.line("image", "FILE | URL", "Shows an image.", FileMagics::image)
                .slow());
    }

    private synchronized @Nullable DisplayData cd(CellPart call, MagicContext notebook)
            throws MagicFailedException, IOException {
        var arguments = MagicArguments.of(call.arguments());
        var name = arguments.plain().isEmpty() ? "~" : String.join(" ", arguments.plain());
        var from = ProcessEnvironment.current().folder();
        var to = name.equals("-") ? before : path(name);
        if (to == null) {
            throw new MagicFailedException("There is no folder to go back to: this is the first.");
        }
        if (!Files.isDirectory(to)) {
            throw new MagicFailedException(
                    (Files.exists(to) ? "This is a file, not a folder: " : "There is no folder ") + to + ".");
        }
        ProcessEnvironment.enter(to.toRealPath());
        before = from;
        System.setProperty("user.dir", ProcessEnvironment.current().folder().toString());
        if (!arguments.options().containsKey("q")) {
            notebook.print(ProcessEnvironment.current().folder() + "\n");
        }
        return null;
    }

    /** A path as users write it: relative to the notebook's folder, or to the home folder. */
    private static Path path(String name) {
        var home = System.getProperty("user.home", "");
        var full = name.equals("~") || name.startsWith("~/") ? home + name.substring(1) : name;
        return ProcessEnvironment.current().resolve(Path.of(full));
    }

    private static @Nullable DisplayData env(CellPart call, MagicContext notebook) throws MagicFailedException {
        var environment = ProcessEnvironment.current().environment();
        var words = call.arguments().split("\\s*=\\s*|\\s+", 2);
        if (call.arguments().isEmpty()) {
            notebook.print(new TreeMap<>(environment)
                    .entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                            .collect(Collectors.joining()));
            return null;
        }
        if (words.length == 2) {
            if (words[0].isEmpty()) {
                throw new MagicFailedException("Which variable? Write NAME=VALUE.");
            }
            ProcessEnvironment.set(words[0], words[1]);
            notebook.print("env: " + words[0] + "=" + words[1] + "\n");
            return null;
        }
        var value = environment.get(words[0]);
        if (value == null) {
            var near = SpellingSuggestions.nearest(words[0], environment.keySet());
            throw new MagicFailedException("The environment has no variable " + words[0] + "."
                    + (near == null ? "" : " Did you mean " + near + "?"));
        }
        return DisplayData.text(value);
    }

    private static @Nullable DisplayData writeFile(CellPart call, MagicContext notebook)
            throws IOException, MagicFailedException {
        var arguments = MagicArguments.of(call.arguments());
        if (arguments.plain().isEmpty()) {
            throw new MagicFailedException("Which file? %%writefile NAME writes the rest of the cell to it.");
        }
        var name = String.join(" ", arguments.plain());
        var file = path(name);
        var folder = file.getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new MagicFailedException("There is no folder " + folder + " to write " + name + " to.");
        }
        var text = call.text().isEmpty() || call.text().endsWith("\n") ? call.text() : call.text() + "\n";
        var there = Files.exists(file);
        if (arguments.options().containsKey("a") || arguments.options().containsKey("append")) {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            notebook.print((there ? "Appended to " : "Wrote ") + name + "\n");
        } else {
            Files.writeString(file, text);
            notebook.print((there ? "Overwrote " : "Wrote ") + name + "\n");
        }
        return null;
    }

    private static @Nullable DisplayData image(CellPart call, MagicContext notebook)
            throws IOException, MagicFailedException {
        var name = String.join(" ", MagicArguments.split(call.arguments().replace("://", ":\u0000")))
                .replace(":\u0000", "://"); // Two slashes begin a comment, but not in an address.
        if (name.isEmpty()) {
            throw new MagicFailedException("Which image? %image FILE or %image URL shows one.");
        }
        notebook.display(Display.render(image(name)));
        return null;
    }

    private static Content image(String name) throws IOException, MagicFailedException {
        byte[] bytes;
        if (name.matches("[a-z]{2,}:.*")) {
            try (var in = URI.create(name).toURL().openStream()) {
                bytes = in.readAllBytes();
            } catch (IllegalArgumentException e) {
                throw new MagicFailedException("This is not a URL: " + name + ".", e);
            }
        } else {
            var file = path(name);
            if (!Files.isRegularFile(file)) {
                throw new MagicFailedException("There is no file " + file + ".");
            }
            bytes = Files.readAllBytes(file);
        }
        var start = new String(bytes, 0, Math.min(bytes.length, 500), StandardCharsets.UTF_8);
        if (start.contains("<svg")) {
            return Display.svg(new String(bytes, StandardCharsets.UTF_8));
        }
        try {
            return Display.image(bytes);
        } catch (IllegalArgumentException e) {
            throw new MagicFailedException("There is no image in " + name + ": " + e.getMessage() + ".", e);
        }
    }
}
