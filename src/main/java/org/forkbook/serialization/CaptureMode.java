package org.forkbook.serialization;

/** What a capsule is packed for, which says which of the notebook's variables go with it. */
enum CaptureMode {
    /** Code that is run: with every variable that it reads. */
    TASK,
    /** What a task is called with: with the variables that its own code reads, and those that the task may have it read. */
    ARGUMENTS,
    /** What is sent to whoever takes it: with the variables that its code may read, as far as they can be sent. */
    MESSAGE,
    /** What comes back: without any, since they are the receiver's own. */
    VALUE;

    /** Whether code that isn't part of the capsule will call methods of its objects. */
    boolean isOpen() {
        return this == ARGUMENTS || this == MESSAGE;
    }

    /** Whether a variable that can't be sent may stay at home, because nobody knows that it will be read. */
    boolean mayLeaveVariables() {
        return isOpen();
    }
}
