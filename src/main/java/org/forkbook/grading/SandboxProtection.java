package org.forkbook.grading;

/** Protection that a sandbox provides against a submission. */
public enum SandboxProtection {
    /** It sees the JDK, this jar and the system's programs, and no other file: no lesson, no submission, no home. */
    FILES("its files are its own, and it sees no others"),
    /** It sees no processes but its own, and none of its processes can outlive it. */
    PROCESSES("its processes see no others, and none is left"),
    /** It has no network but its own loopback. */
    NETWORK("no network"),
    /** The kernel refuses a process beyond the limit, so that a fork bomb stops at once. */
    PROCESS_LIMIT("a limit on processes that the system keeps"),
    /** The kernel gives all its processes together no more memory than the limit, and ends them instead. */
    MEMORY_LIMIT("a limit on memory that the system keeps");

    private final String words;

    SandboxProtection(String words) {
        this.words = words;
    }

    /** A description for users. */
    public String words() {
        return words;
    }
}
