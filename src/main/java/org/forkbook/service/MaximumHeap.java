package org.forkbook.service;

/** The maximum heap size of this JVM, in the unit of {@code -Xmx}, for error messages. */
public final class MaximumHeap {

    private MaximumHeap() {}

    /** The maximum heap size in whole MiB. */
    public static long mebibytes() {
        return Runtime.getRuntime().maxMemory() >> 20;
    }

    /** The maximum heap size with its unit, such as {@code 512 MiB}. */
    public static String text() {
        return mebibytes() + " MiB";
    }
}
