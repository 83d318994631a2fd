package org.forkbook.kernelspec;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Jupyter's data folders, whose {@code kernels} folders it searches for kernelspecs.
 *
 * @param environment the process's environment variables
 * @param os the name of the operating system, as in {@code os.name}
 * @param home the user's home folder
 */
public record JupyterFolders(Map<String, String> environment, String os, Path home) {

    /** Copies the environment. */
    public JupyterFolders {
        environment = Map.copyOf(environment);
    }

    /** The folders of this process's user. */
    public static JupyterFolders ofThisUser() {
        return new JupyterFolders(
                System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
    }

    /** The user's own data folder: {@code JUPYTER_DATA_DIR} where it is set, else the system's custom. */
    public Path userData() {
        return variable("JUPYTER_DATA_DIR").map(Path::of).orElseGet(this::customaryUserData);
    }

    private Path customaryUserData() {
        if (isMac()) {
            return home.resolve("Library/Jupyter");
        }
        if (isWindows()) {
            return variable("APPDATA").map(Path::of).orElse(home).resolve("jupyter");
        }
        return variable("XDG_DATA_HOME")
                .map(Path::of)
                .orElseGet(() -> home.resolve(".local/share"))
                .resolve("jupyter");
    }

    /** The data folder below a prefix such as {@code /usr} or a virtual environment. */
    public static Path below(Path prefix) {
        return prefix.resolve("share").resolve("jupyter");
    }

    /** The active virtual or conda environment, if there is one. */
    public Optional<Path> activeEnvironment() {
        return variable("VIRTUAL_ENV").or(() -> variable("CONDA_PREFIX")).map(Path::of);
    }

    /** All data folders, in the order in which Jupyter searches them. */
    public List<Path> searched() {
        var folders = new ArrayList<Path>();
        variable("JUPYTER_PATH").ifPresent(path -> {
            for (var entry : path.split(File.pathSeparator, -1)) {
                if (!entry.isEmpty()) {
                    folders.add(Path.of(entry));
                }
            }
        });
        folders.add(userData());
        activeEnvironment().map(JupyterFolders::below).ifPresent(folders::add);
        if (isWindows()) {
            variable("PROGRAMDATA").map(data -> Path.of(data, "jupyter")).ifPresent(folders::add);
        } else {
            folders.add(Path.of("/usr/local/share/jupyter"));
            folders.add(Path.of("/usr/share/jupyter"));
        }
        return folders.stream().distinct().toList();
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private boolean isMac() {
        return os.toLowerCase(Locale.ROOT).startsWith("mac");
    }

    private boolean isWindows() {
        return os.toLowerCase(Locale.ROOT).startsWith("windows");
    }
}
