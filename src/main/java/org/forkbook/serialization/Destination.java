package org.forkbook.serialization;

/**
 * Another machine, to which a capsule is sent: references to objects that can't be reached from there are refused.
 *
 * @param receivers who receives it, in the words of an error message, such as "workers of spark://host:7077"
 * @param reachesSender whether processes there can send requests to processes of this machine
 */
public record Destination(String receivers, boolean reachesSender) {}
