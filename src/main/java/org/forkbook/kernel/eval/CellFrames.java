package org.forkbook.kernel.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Which frames of a stack trace a reader wants to see, and what they are called. */
final class CellFrames {

    private static final Pattern WRAPPER = Pattern.compile("^REPL\\.\\$JShell\\$[0-9A-Z_]+\\$?");
    private static final Pattern LAMBDA = Pattern.compile("lambda\\$.*");

    private static final Pattern ANY_WRAPPER = Pattern.compile("REPL\\.\\$JShell\\$[0-9A-Z_]+[.$]");

    private CellFrames() {}

    /** Text without the names of JShell's wrapper classes, which say nothing to a reader. */
    static String withoutWrappers(String text) {
        return ANY_WRAPPER.matcher(text).replaceAll("");
    }

    /** The frames down to the outermost of a cell, without those in between that only serve to call others. */
    static List<StackTraceElement> ofInterest(StackTraceElement[] trace) {
        int end = trace.length;
        while (end > 0 && !isNotebook(trace[end - 1])) {
            end--;
        }
        if (end == 0) { // No cell has a part in it: all but the kernel's own.
            while (end < trace.length && !isMachinery(trace[end])) {
                end++;
            }
        }
        var frames = new ArrayList<>(Arrays.asList(trace).subList(0, end));
        frames.removeIf(CellFrames::isGlue);
        return frames;
    }

    private static boolean isNotebook(StackTraceElement frame) {
        return frame.getClassName().startsWith("REPL.");
    }

    private static boolean isMachinery(StackTraceElement frame) {
        var type = frame.getClassName();
        return type.startsWith("org.forkbook.kernel.")
                || type.startsWith("jdk.internal.reflect.")
                || type.startsWith("java.lang.reflect.")
                || type.equals("java.lang.Thread")
                || type.startsWith("jdk.jshell.");
    }

    private static boolean isGlue(StackTraceElement frame) {
        var type = frame.getClassName();
        // What the library does inside says nothing to who writes a cell: its message does.
        return type.startsWith("org.forkbook.")
                || type.startsWith("java.lang.invoke.")
                || type.startsWith("jdk.internal.reflect.");
    }

    /** The method as its author knows it, with a blank after it; empty for a cell's own statements. */
    static String describe(StackTraceElement frame) {
        var type = WRAPPER.matcher(frame.getClassName()).replaceFirst("").replace('$', '.');
        var method = frame.getMethodName();
        if (method.startsWith("do_it$")) {
            method = "";
        } else if (LAMBDA.matcher(method).matches()) {
            method = "lambda";
        } else if (method.equals("<init>")) {
            method = "new";
        }
        if (type.isEmpty()) {
            return method.isEmpty() ? "" : method + " ";
        }
        return method.isEmpty() ? type + " " : type + "." + method + " ";
    }
}
