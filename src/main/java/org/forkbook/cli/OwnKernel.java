package org.forkbook.cli;

import java.nio.file.Path;
import java.util.List;
import org.forkbook.kernelspec.JavaHome;
import org.forkbook.kernelspec.Kernelspec;
import org.forkbook.kernelspec.OwnJar;
import org.forkbook.kernelspec.UnsuitableJavaException;

/** The kernel in this jar, on the Java that runs this command. */
final class OwnKernel {

    private OwnKernel() {}

    /** How it is started, with these options for its JVM. */
    static Kernelspec spec(List<String> jvmOptions) {
        try {
            return new Kernelspec(JavaHome.ofThisProcess().checked().java(), jar(), jvmOptions);
        } catch (UnsuitableJavaException e) {
            throw CommandException.because(e);
        }
    }

    /** The jar that this process runs from. */
    static Path jar() {
        return OwnJar.path()
                .orElseThrow(() -> CommandException.cannot(
                        "this process runs from no jar: start it with ./forkbook, or with java -jar forkbook.jar"));
    }
}
