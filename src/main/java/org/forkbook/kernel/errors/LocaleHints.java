package org.forkbook.kernel.errors;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import org.forkbook.usercode.ExceptionDescription;
import org.forkbook.worker.launch.LocaleEncoding;
import org.jspecify.annotations.Nullable;

/** Hints for file names that the JVM can't pass to the system because of its locale. */
final class LocaleHints {

    private LocaleHints() {}

    /** The hint for an exception or its cause; null when it has nothing to do with the locale. */
    static @Nullable String on(ExceptionDescription thrown) {
        return on(thrown, LocaleEncoding.current());
    }

    /** @param encoding the encoding of the names of files */
    static @Nullable String on(ExceptionDescription thrown, LocaleEncoding encoding) {
        for (var each = thrown; each != null; each = each.cause()) {
            if (isOfFile(each.thrown()) && !encoding.canEncode(each.message())) {
                return "This name has letters that the kernel's locale doesn't support (it was started with "
                        + encoding.name()
                        + "): start Jupyter with LANG=C.UTF-8, or another UTF-8 locale, and without LC_ALL=C.";
            }
        }
        return null;
    }

    /** Whether it is an exception of the JDK's about a file. */
    private static boolean isOfFile(Throwable thrown) {
        return thrown.getClass().getClassLoader() == null
                && (thrown instanceof InvalidPathException || thrown instanceof IOException);
    }
}
