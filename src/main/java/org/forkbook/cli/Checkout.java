package org.forkbook.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Locator of the Forkbook checkout that the launcher belongs to. */
final class Checkout {

    private Checkout() {}

    /** Its folder; empty when the jar was started without the launcher. */
    static Optional<Path> folder() {
        return Optional.ofNullable(System.getProperty("forkbook.checkout")).map(Path::of);
    }

    /** The folder with its notebooks; {@code notebooks} here, or else this folder, when there is no checkout. */
    static Path notebooks() {
        var here = Path.of("notebooks");
        return folder().map(root -> root.resolve("notebooks"))
                .filter(Files::isDirectory)
                .orElseGet(() -> Files.isDirectory(here) ? here : Path.of("."));
    }
}
