package org.forkbook.service;

/** How large this JVM's heap can get, in the unit of {@code -Xmx}, for messages that say what doesn't fit into it. */
public final class MaximumHeap {

    private MaximumHeap() {}

    /** The whole MiB of this JVM's heap. */
    public static long mebibytes() {
        return Runtime.getRuntime().maxMemory() >> 20;
    }

    /** The same with its unit, such as {@code 512 MiB}. */
    public static String text() {
        return mebibytes() + " MiB";
    }
}
