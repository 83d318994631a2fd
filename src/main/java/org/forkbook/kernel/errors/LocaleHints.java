package org.forkbook.kernel.errors;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import org.forkbook.usercode.ExceptionDescription;
import org.forkbook.worker.launch.LocaleEncoding;
import org.jspecify.annotations.Nullable;

/** What to do about names of files that the JVM can't give to the system, because of the locale that it was started in. */
final class LocaleHints {

    private LocaleHints() {}

    /** A sentence on what was thrown, or its cause; null when it has nothing to do with the locale. */
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
