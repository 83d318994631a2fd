package org.forkbook.kernelspec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JupyterFoldersTest {

    private static final Path HOME = Path.of("/home/ada");

    @Test
    void eachSystemHasItsCustomaryFolder() {
        assertEquals(
                Path.of("/home/ada/.local/share/jupyter"), of(Map.of(), "Linux").userData());
        assertEquals(
                Path.of("/home/ada/Library/Jupyter"), of(Map.of(), "Mac OS X").userData());
        assertEquals(
                Path.of("/roaming/jupyter"),
                of(Map.of("APPDATA", "/roaming"), "Windows 11").userData());
    }

    @Test
    void theUsersVariablesComeFirst() {
        assertEquals(
                Path.of("/xdg/jupyter"),
                of(Map.of("XDG_DATA_HOME", "/xdg"), "Linux").userData());
        assertEquals(
                Path.of("/data"),
                of(Map.of("XDG_DATA_HOME", "/xdg", "JUPYTER_DATA_DIR", "/data"), "Linux")
                        .userData());
        assertEquals(
                Path.of("/home/ada/.local/share/jupyter"),
                of(Map.of("JUPYTER_DATA_DIR", "", "XDG_DATA_HOME", " "), "Linux")
                        .userData());
    }

    @Test
    void kernelsAreSearchedInJupytersOrder() {
        var folders = of(Map.of("JUPYTER_PATH", "/one:/two:", "VIRTUAL_ENV", "/venv"), "Linux");
        assertEquals(
                List.of(
                        Path.of("/one"),
                        Path.of("/two"),
                        Path.of("/home/ada/.local/share/jupyter"),
                        Path.of("/venv/share/jupyter"),
                        Path.of("/usr/local/share/jupyter"),
                        Path.of("/usr/share/jupyter")),
                folders.searched());
    }

    private static JupyterFolders of(Map<String, String> environment, String os) {
        return new JupyterFolders(environment, os, HOME);
    }
}
