package org.forkbook.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Working Jupyter application on this machine.
 *
 * @param name such as {@code JupyterLab}
 * @param program the program that starts it
 * @param version the version that it reports
 */
record Jupyter(String name, ExternalProgram program, String version) {

    /** Installation commands, a line for each system. */
    static final List<String> HOW_TO_GET = List.of(
            "Debian, Ubuntu:  sudo apt install jupyter-notebook",
            "Fedora:          sudo dnf install jupyterlab",
            "Arch:            sudo pacman -S jupyterlab",
            "macOS:           brew install jupyterlab",
            "conda:           conda install -c conda-forge jupyterlab",
            "anywhere:        python3 -m venv lab && lab/bin/pip install jupyterlab, then put lab/bin on PATH");

    private record Candidate(String name, String program, List<String> words) {}

    private static final List<Candidate> EDITORS = List.of(
            new Candidate("JupyterLab", "jupyter-lab", List.of()),
            new Candidate("JupyterLab", "jupyter", List.of("lab")),
            new Candidate("JupyterLab", "python3", List.of("-m", "jupyterlab")),
            new Candidate("Jupyter Notebook", "jupyter-notebook", List.of()),
            new Candidate("Jupyter Notebook", "jupyter", List.of("notebook")),
            new Candidate("Jupyter Notebook", "python3", List.of("-m", "notebook")));

    /** JupyterLab; without it, Jupyter Notebook; without that, nothing. */
    static Optional<Jupyter> editor(Map<String, String> environment) {
        return EDITORS.stream().flatMap(each -> ask(each, environment).stream()).findFirst();
    }

    private static Optional<Jupyter> ask(Candidate candidate, Map<String, String> environment) {
        return ExternalProgram.find(candidate.program(), environment)
                .map(program -> program.with(candidate.words()))
                .flatMap(program -> program.answer("--version")
                        .map(version -> new Jupyter(candidate.name(), program, lastLine(version))));
    }

    /** Warnings may come before the version. */
    private static String lastLine(String text) {
        return text.substring(text.lastIndexOf('\n') + 1);
    }
}
