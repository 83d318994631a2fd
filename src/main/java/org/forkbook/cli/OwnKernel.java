package org.forkbook.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.forkbook.kernel.settings.Settings;
import org.forkbook.kernelspec.JavaHome;
import org.forkbook.kernelspec.Kernelspec;
import org.forkbook.kernelspec.OwnJar;
import org.forkbook.kernelspec.UnsuitableJavaException;

/** Kernel in this jar, on the Java that runs this command. */
final class OwnKernel {

    private OwnKernel() {}

    /** Its command line with these JVM options, and with its CDS archive if there is one. */
    static Kernelspec spec(List<String> jvmOptions) {
        return withoutArchive(jvmOptions).withArchive();
    }

    /** The same without an archive. */
    static Kernelspec withoutArchive(List<String> jvmOptions) {
        try {
            var options = new ArrayList<>(jvmOptions);
            var settings = Settings.ofThisUser();
            options.addAll(JvmOptions.preview(settings, options));
            var heap = settings.heap();
            if (heap != null) {
                options.add(0, JvmOptions.heap(heap));
            }
            return new Kernelspec(JavaHome.ofThisProcess().checked().java(), jar(), options);
        } catch (UnsuitableJavaException e) {
            throw CommandException.because(e);
        }
    }

    /** Its command line for lessons: without progress bars, whose appearance depends on the machine's speed. */
    static Kernelspec ofLessons() {
        return spec(List.of("-Dforkbook.progress=off"));
    }

    /** The jar that this process runs from. */
    static Path jar() {
        return OwnJar.path()
                .orElseThrow(() -> CommandException.cannot(
                        "this process was not started from a jar: start it with ./forkbook, or with java"
                                + " -jar forkbook.jar"));
    }
}
