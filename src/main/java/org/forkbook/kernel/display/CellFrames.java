package org.forkbook.kernel.display;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Filter of stack frames: it keeps those of cells, and names them as their authors do. */
public final class CellFrames {

    private static final Pattern WRAPPER = Pattern.compile("^REPL\\.\\$JShell\\$[0-9A-Z_]+\\$?");
    private static final Pattern LAMBDA = Pattern.compile("lambda\\$.*");

    private CellFrames() {}

    /** The frames down to the outermost of a cell, without those in between that only serve to call others. */
    public static List<StackTraceElement> ofInterest(List<StackTraceElement> trace) {
        int end = trace.size();
        while (end > 0 && !isOfNotebook(trace.get(end - 1))) {
            end--;
        }
        if (end == 0) { // No frame is of a cell: all but the kernel's own.
            while (end < trace.size() && !isMachinery(trace.get(end))) {
                end++;
            }
        }
        var frames = new ArrayList<>(trace.subList(0, end));
        frames.removeIf(CellFrames::isGlue);
        for (int i = frames.size() - 1; i > 0; i--) {
            if (isSameStatement(frames.get(i - 1), frames.get(i))) {
                frames.remove(i);
            }
        }
        return frames;
    }

    /** The frames from the first that isn't the JDK's: the user who pressed stop doesn't care where the JDK waited. */
    public static List<StackTraceElement> ofInterrupt(List<StackTraceElement> trace) {
        var frames = ofInterest(trace);
        int from = 0;
        while (from < frames.size() && isOfJdk(frames.get(from))) {
            from++;
        }
        return frames.subList(from, frames.size());
    }

    private static boolean isOfJdk(StackTraceElement frame) {
        var module = frame.getModuleName();
        return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
    }

    /** JShell evaluates a variable's initializer in a method that the statement's method calls. */
    private static boolean isSameStatement(StackTraceElement inner, StackTraceElement outer) {
        return inner.getMethodName().startsWith("do_it$")
                && outer.getMethodName().startsWith("do_it$")
                && inner.getLineNumber() == outer.getLineNumber()
                && inner.getClassName().equals(outer.getClassName());
    }

    /** Whether it is of code that a cell declared or ran. */
    static boolean isOfNotebook(StackTraceElement frame) {
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
        // The library's internals don't help a cell's author: its message does.
        return type.startsWith("org.forkbook.")
                || type.startsWith("java.lang.invoke.")
                || type.startsWith("jdk.internal.reflect.");
    }

    /** The method as its author knows it, with a blank after it; empty for a cell's own statements. */
    public static String describe(StackTraceElement frame) {
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
