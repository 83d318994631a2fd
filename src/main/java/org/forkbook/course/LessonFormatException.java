package org.forkbook.course;

/** Exception for a lesson's source or a notebook that can't be parsed; its message says where and why. */
public final class LessonFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LessonFormatException(String message) {
        super(message);
    }

    LessonFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
