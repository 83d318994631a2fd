package org.forkbook.kernel.settings;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.forkbook.chart.RecordText;
import org.jspecify.annotations.Nullable;

/**
 * A user's settings for all notebooks. Each setting comes from the first place that has it: the environment under our
 * name, {@code JJAVA_…}, {@code IJAVA_…}, and then the file.
 *
 * <p>An invalid setting never keeps a kernel from starting: it becomes a complaint, and counts as unset.
 *
 * @param classPath patterns of jars and folders that every notebook has
 * @param compilerOptions options for the compiler
 * @param startUpScripts patterns of scripts that run before the first cell
 * @param startUp Java that runs after them; empty for none
 * @param timeout how long a cell may run; null for no limit
 * @param heap the most memory for a notebook's objects, such as {@code 2g}, for {@code install} and {@code run}; null
 *     for     the JVM's choice
 * @param spares how many worker processes to keep ready; null for the library's own number
 * @param mavenAccepts what Maven's resolver accepts besides what is safe: {@code http}, {@code wrong-checksums}
 * @param graded whether nbgrader runs the notebook, which takes a result for points and anything on standard error for
 *     a     failure; it says so in the environment
 * @param origins each setting that is in force, by its name in the file, with where it comes from
 * @param complaints messages to the user about invalid settings
 */
public record Settings(
        List<String> classPath,
        List<String> compilerOptions,
        List<String> startUpScripts,
        String startUp,
        @Nullable Duration timeout,
        @Nullable String heap,
        @Nullable Integer spares,
        Set<String> mavenAccepts,
        boolean graded,
        Map<String, String> origins,
        List<String> complaints) {

    private static final List<String> RISKS = List.of("http", "wrong-checksums");

    /** The variable with the file's path, where it isn't in the usual place. */
    static final String FILE_VARIABLE = "FORKBOOK_CONFIG";

    /** The variables that nbgrader sets for kernels while it grades, and while students validate. */
    private static final List<String> NBGRADER_VARIABLES = List.of("NBGRADER_EXECUTION", "NBGRADER_VALIDATING");

    /** Copies the collections. */
    public Settings {
        classPath = List.copyOf(classPath);
        compilerOptions = List.copyOf(compilerOptions);
        startUpScripts = List.copyOf(startUpScripts);
        mavenAccepts = Set.copyOf(mavenAccepts);
        origins = Map.copyOf(origins);
        complaints = List.copyOf(complaints);
    }

    @Override
    public String toString() {
        return RecordText.of(this);
    }

    /** Nothing is set. */
    public static Settings none() {
        return new Settings(
                List.of(), List.of(), List.of(), "", null, null, null, Set.of(), false, Map.of(), List.of());
    }

    /** The settings of this process's user. */
    public static Settings ofThisUser() {
        return ofThisUser(Map.of());
    }

    /** The settings of this process's user, with these environment variables besides. */
    public static Settings ofThisUser(Map<String, String> more) {
        var home = Path.of(System.getProperty("user.home", "."));
        var environment = new HashMap<>(System.getenv());
        environment.putAll(more);
        return read(environment, file(environment, System.getProperty("os.name", ""), home));
    }

    /** The path of the file, which need not exist. */
    static Path file(Map<String, String> environment, String system, Path home) {
        var named = environment.getOrDefault(FILE_VARIABLE, "");
        if (!named.isEmpty()) {
            return Path.of(named);
        }
        Path folder;
        if (system.startsWith("Windows")) {
            var roaming = environment.get("APPDATA");
            folder = roaming == null ? home.resolve("AppData").resolve("Roaming") : Path.of(roaming);
        } else if (system.startsWith("Mac")) {
            folder = home.resolve("Library").resolve("Application Support");
        } else {
            var config = environment.getOrDefault("XDG_CONFIG_HOME", "");
            // The specification says to ignore a relative path.
            folder = config.startsWith("/") ? Path.of(config) : home.resolve(".config");
        }
        return folder.resolve("forkbook").resolve("forkbook.properties");
    }

    /** The settings of an environment and a file, which need not be there. */
    public static Settings read(Map<String, String> environment, Path file) {
        return new Reading(environment, file).settings();
    }

    /** Whether nothing is set and nothing is wrong. */
    public boolean isEmpty() {
        return origins.isEmpty() && complaints.isEmpty();
    }

    /** The names of the settings. */
    private enum Name {
        CLASS_PATH("class-path", "FORKBOOK_CLASS_PATH", "JJAVA_CLASSPATH", "IJAVA_CLASSPATH"),
        COMPILER_OPTIONS("compiler-options", "FORKBOOK_COMPILER_OPTIONS", "JJAVA_COMPILER_OPTS", "IJAVA_COMPILER_OPTS"),
        START_UP_SCRIPTS(
                "startup-scripts",
                "FORKBOOK_STARTUP_SCRIPTS",
                "JJAVA_STARTUP_SCRIPTS_PATH",
                "IJAVA_STARTUP_SCRIPTS_PATH"),
        START_UP("startup", "FORKBOOK_STARTUP", "JJAVA_STARTUP_SCRIPT", "IJAVA_STARTUP_SCRIPT"),
        TIMEOUT("timeout", "FORKBOOK_TIMEOUT", "JJAVA_TIMEOUT", "IJAVA_TIMEOUT"),
        HEAP("heap", "FORKBOOK_HEAP"),
        SPARES("spares", "FORKBOOK_SPARES"),
        MAVEN_ACCEPTS("maven-accepts", "FORKBOOK_MAVEN_ACCEPTS");

        private final String key;

        @SuppressWarnings("ImmutableEnumChecker") // A copy that nobody can change.
        private final List<String> variables;

        Name(String key, String... variables) {
            this.key = key;
            this.variables = List.of(variables);
        }
    }

    /** A reader of all settings. */
    private static final class Reading {
        private final Map<String, String> environment;
        private final Path file;
        private final Properties properties = new Properties();
        private final Map<String, String> origins = new LinkedHashMap<>();
        private final List<String> complaints = new ArrayList<>();

        Reading(Map<String, String> environment, Path file) {
            this.environment = environment;
            this.file = file;
        }

        Settings settings() {
            if (Files.exists(file)) {
                readFile();
            } else if (environment.containsKey(FILE_VARIABLE)) {
                complaints.add(FILE_VARIABLE + " names " + file + ", which doesn't exist.");
            }
            return new Settings(
                    paths(value(Name.CLASS_PATH)),
                    words(value(Name.COMPILER_OPTIONS)),
                    paths(value(Name.START_UP_SCRIPTS)),
                    value(Name.START_UP),
                    timeout(value(Name.TIMEOUT)),
                    heap(value(Name.HEAP)),
                    spares(value(Name.SPARES)),
                    mavenAccepts(value(Name.MAVEN_ACCEPTS)),
                    isGraded(),
                    origins,
                    complaints);
        }

        private boolean isGraded() {
            return NBGRADER_VARIABLES.stream()
                    .anyMatch(name -> !environment.getOrDefault(name, "").isEmpty());
        }

        private void readFile() {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
                var unknown = new TreeSet<>(properties.stringPropertyNames());
                Stream.of(Name.values()).forEach(name -> unknown.remove(name.key));
                for (var key : unknown) {
                    complaints.add(file + " sets " + key + ", which is not a setting. The settings are: "
                            + String.join(
                                    ", ",
                                    Stream.of(Name.values())
                                            .map(name -> name.key)
                                            .toList()) + ".");
                }
            } catch (IOException | IllegalArgumentException e) {
                properties.clear();
                complaints.add(file + " can't be read: " + e.getMessage());
            }
        }

        private String value(Name name) {
            for (var variable : name.variables) {
                var value = environment.getOrDefault(variable, "");
                if (!value.isBlank()) {
                    origins.put(name.key, variable);
                    return value.strip();
                }
            }
            var value = properties.getProperty(name.key, "").strip();
            if (!value.isEmpty()) {
                origins.put(name.key, file.toString());
            }
            return value;
        }

        private static List<String> paths(String text) {
            return Stream.of(text.split(File.pathSeparator, -1))
                    .map(String::strip)
                    .filter(path -> !path.isEmpty())
                    .toList();
        }

        private static List<String> words(String text) {
            return Stream.of(text.split("\\s+", -1))
                    .filter(word -> !word.isEmpty())
                    .toList();
        }

        /** Counts a setting as unset, and says why. */
        private void complain(Name name, String problem) {
            complaints.add(origins.remove(name.key) + ": " + problem);
        }

        private @Nullable Duration timeout(String text) {
            if (text.isEmpty()) {
                return null;
            }
            try {
                return CellTimeout.parse(text);
            } catch (IllegalArgumentException e) {
                complain(Name.TIMEOUT, String.valueOf(e.getMessage()));
                return null;
            }
        }

        private @Nullable Integer spares(String text) {
            if (text.isEmpty() || text.matches("[0-9]|[1-5][0-9]|6[0-4]")) {
                return text.isEmpty() ? null : Integer.valueOf(text);
            }
            complain(Name.SPARES, "the number of spare workers must be 0 to 64, got \"" + text + "\".");
            return null;
        }

        private Set<String> mavenAccepts(String text) {
            var words = Set.copyOf(words(text.replace(',', ' ')));
            if (RISKS.containsAll(words)) {
                return words;
            }
            complain(
                    Name.MAVEN_ACCEPTS,
                    "the possible values are " + String.join(", ", RISKS) + ", not \"" + text + "\".");
            return Set.of();
        }

        private @Nullable String heap(String text) {
            if (text.isEmpty() || text.matches("[1-9][0-9]*[kKmMgGtT]?")) {
                return text.isEmpty() ? null : text;
            }
            complain(Name.HEAP, "the heap must be a size such as 2g or 512m, got \"" + text + "\".");
            return null;
        }
    }
}
