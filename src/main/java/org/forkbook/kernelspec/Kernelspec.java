package org.forkbook.kernelspec;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Command line that starts the kernel, read from the template {@code kernel/kernel.json}. {@code forkbook run} and
 * installed kernelspecs both use it, so they start the same kernel.
 *
 * <p>The reasons for some of the template's options:
 *
 * <ul>   <li>{@code Tier3DelayOn}, {@code Tier3DelayOff}, {@code Tier4..Threshold}: in the second in which a kernel
 * starts,       everything in it is new, and the JVM's optimizing compiler took half of the time on two processors. So
 * it begins       when code has run ten times as often as usual, some milliseconds later in code that computes. A start
 * takes 10 to       20 % less time, and what cells compute takes about as long.   <li>{@code -Xms96m}: a JVM's first
 * heap is a 64th of the machine's memory, and a third of that is touched before       anything is collected. With this
 * one a kernel has 70 to 90 MB less on a machine of 25 GB. It grows as ever.
 * </ul>
 *
 * @param java the {@code java} program, an absolute path
 * @param jar Forkbook's jar, an absolute path
 * @param jvmOptions options of the JVM that come after the template's, such as {@code -Xmx2g}
 */
public record Kernelspec(Path java, Path jar, List<String> jvmOptions) {

    /** The name of the kernel in Jupyter and in notebooks, unless a user chooses another. */
    public static final String NAME = "forkbook";

    /** The placeholder that Jupyter's client replaces by the path of the connection file. */
    static final String CONNECTION_FILE = "{connection_file}";

    /** Checks that both paths are absolute: Jupyter starts kernels in any folder. */
    public Kernelspec {
        if (!java.isAbsolute() || !jar.isAbsolute()) {
            throw new IllegalArgumentException("java and jar must be absolute paths, got " + java + " and " + jar);
        }
        jvmOptions = List.copyOf(jvmOptions);
    }

    /** The same, with the CDS archive beside the jar, if it was made for this jar and this Java. */
    public Kernelspec withArchive() {
        var archive = Archive.beside(jar, java);
        if (!archive.isCurrent()) {
            return this;
        }
        var options = new ArrayList<>(archive.options());
        options.addAll(jvmOptions);
        return new Kernelspec(java, jar, options);
    }

    /** The command that starts a kernel for this connection file. */
    public List<String> command(Path connectionFile) {
        return argv().stream()
                .map(word -> word.equals(CONNECTION_FILE) ? connectionFile.toString() : word)
                .toList();
    }

    /** The content of {@code kernel.json}, with this display name and these variables of the environment. */
    public JsonObject toJson(String displayName, Map<String, String> environment) {
        var json = template();
        var argv = new JsonArray();
        argv().forEach(argv::add);
        json.add("argv", argv);
        json.addProperty("display_name", displayName);
        var variables = new JsonObject();
        environment.forEach(variables::addProperty);
        json.add("env", variables);
        return json;
    }

    /** The template's display name: {@code Java (Forkbook)}. */
    public static String defaultDisplayName() {
        return template().get("display_name").getAsString();
    }

    private List<String> argv() {
        var words = new ArrayList<String>();
        for (JsonElement element : template().getAsJsonArray("argv")) {
            var word = element.getAsString();
            if (word.startsWith("-Xms") && jvmOptions.stream().anyMatch(Kernelspec::isAboutHeap)) {
                continue; // A JVM doesn't start with an initial heap larger than the maximum.
            }
            if (word.equals("-jar")) {
                words.addAll(jvmOptions);
            }
            words.add(word.replace("{java}", java.toString()).replace("{jar}", jar.toString()));
        }
        return words;
    }

    private static boolean isAboutHeap(String option) {
        return option.startsWith("-Xm") || (option.startsWith("-XX:") && option.matches(".*(HeapSize|RAM).*"));
    }

    private static JsonObject template() {
        try (var stream = Kernelspec.class.getResourceAsStream("kernel.json")) {
            if (stream == null) {
                throw new AssertionError("kernel.json is not in the jar: the build left it out");
            }
            return JsonParser.parseReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
                    .getAsJsonObject();
        } catch (IOException e) {
            throw new AssertionError("kernel.json in the jar can't be read", e);
        }
    }
}
