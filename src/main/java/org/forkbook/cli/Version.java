package org.forkbook.cli;

import java.util.Objects;
import org.forkbook.kernelspec.OwnJar;
import picocli.CommandLine.IVersionProvider;

/** Version text of {@code forkbook --version}. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        var own = OwnJar.class.getPackage().getImplementationVersion();
        return new String[] {
            "forkbook " + Objects.requireNonNullElse(own, "(not packed)"),
            "Java " + Runtime.version() + ", " + System.getProperty("java.home")
        };
    }
}
