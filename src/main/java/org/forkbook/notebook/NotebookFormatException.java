package org.forkbook.notebook;

import java.io.IOException;

/** Exception for a file that is no notebook, or has an unsupported format; the message says which, and what to do. */
public final class NotebookFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    NotebookFormatException(String message) {
        super(message);
    }

    NotebookFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
