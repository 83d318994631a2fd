package org.forkbook.serialization;

/** The rule for which notebook variables a capsule captures; it depends on the capsule's purpose. */
enum CaptureMode {
    /** Code to be run: captures every variable that it reads. */
    TASK,
    /**
     * A task's arguments: captures the variables that their own code reads, and those that they may read when the
     * task calls it.
     */
    ARGUMENTS,
    /** A message for any receiver: captures the variables that its code may read, as far as they can be serialized. */
    MESSAGE,
    /** A returned value: captures none, because the receiver uses its own. */
    VALUE;

    /**
     * Whether code outside the capsule will call methods of its objects. It is then uncertain which variables will be
     * read, so one that can't be serialized may be omitted.
     */
    boolean isOpen() {
        return this == ARGUMENTS || this == MESSAGE;
    }
}
