package org.forkbook.multiprocessing.locks;

/** An event's flag, as a process that uses the event sees it. */
interface EventState {

    boolean isSet();

    /** Sets the flag, and wakes all waiting threads. */
    void set();

    void clear();
}
