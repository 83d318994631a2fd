package org.forkbook.cli;

import java.nio.file.Path;
import java.util.Map;

/** Prefix of the Python that a shell would start, below which its Jupyter looks for kernels. */
final class PythonPrefix {

    private PythonPrefix() {}

    static Path ask(Map<String, String> environment) {
        return ExternalProgram.find("python3", environment)
                .flatMap(python -> python.answer("-c", "import sys; print(sys.prefix)"))
                .map(Path::of)
                .orElseThrow(() -> CommandException.cannot(
                        "--sys-prefix needs an active virtual or conda environment, or a working python3 on PATH;"
                                + " found neither. Use --user, or --prefix DIR."));
    }
}
