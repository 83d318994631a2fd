package org.forkbook.kernel.source;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.lang3.StringUtils;
import org.forkbook.kernel.source.JavaTokens.Kind;
import org.forkbook.kernel.source.JavaTokens.Token;

/**
 * Compatibility table of the classes that have moved to another package since 0.1.0. Cells that name one by its old package
 * still compile: the name is replaced in the code, not in comments and strings.
 */
public final class MovedClasses {

    private static final String OURS = "org.forkbook.";
    private static final String LIBRARY = OURS + "multiprocessing.";

    private MovedClasses() {}

    /** The code with the new names in place of the old ones. Its lines keep their numbers. */
    public static String renamed(String code) {
        if (!code.contains("forkbook")) {
            return code;
        }
        var text = new StringBuilder();
        int copied = 0;
        var tokens = JavaTokens.of(code);
        for (int i = 0; i < tokens.size(); i++) {
            int end = endOfName(tokens, i);
            for (int last = end; last >= i; last -= 2) {
                var name = Table.MOVED.get(joined(tokens.subList(i, last + 1)));
                if (name != null) {
                    var token = tokens.get(last);
                    var old = code.substring(tokens.get(i).start(), token.end());
                    text.append(code, copied, tokens.get(i).start()).append(name);
                    text.append(
                            "\n".repeat((int) old.chars().filter(c -> c == '\n').count()));
                    copied = token.end();
                    break;
                }
            }
            i = end;
        }
        return text.append(code, copied, code.length()).toString();
    }

    /** The index of the last word of the qualified name that starts at a token; that of the token if none does. */
    private static int endOfName(List<Token> tokens, int start) {
        int end = start;
        while (tokens.get(end).kind() == Kind.WORD
                && end + 2 < tokens.size()
                && tokens.get(end + 1).is(".")
                && tokens.get(end + 2).kind() == Kind.WORD) {
            end += 2;
        }
        return end;
    }

    private static String joined(List<Token> tokens) {
        var name = new StringBuilder();
        tokens.forEach(token -> name.append(token.text()));
        return name.toString();
    }

    /** Read by the first cell that says Forkbook's name: most say nothing of it. */
    private static final class Table {
        /** Old qualified names, and the new ones. */
        static final Map<String, String> MOVED = moved();

        private static Map<String, String> moved() {
            var moved = new HashMap<String, String>();
            Map.of(
                            "connection", "AuthenticationException Client Connection Listener Pipe",
                            "locks", "ProcessBarrier ProcessCondition ProcessEvent ProcessLock ProcessSemaphore",
                            "manager", "Manager",
                            "monitor",
                                    "ProcessInfo ProcessTable ProcessWatch Progress TaskRecord TaskRun TaskRuns Timeline WorkerInfo"
                                            + " WorkerLife WorkerTable",
                            "pool",
                                    "BrokenPoolException OnWorkerDeath OpenPools Pool ProcessPool TaskTimeoutException ThreadPool"
                                            + " TracedPool",
                            "queue", "ProcessQueue",
                            "shared",
                                    "SharedByteArray SharedDouble SharedDoubleArray SharedInt SharedIntArray SharedLong"
                                            + " SharedLongArray SharedMemory")
                    .forEach((home, names) -> {
                        for (var name : StringUtils.split(names)) {
                            moved.put(LIBRARY + name, LIBRARY + home + "." + name);
                        }
                    });
            moved.put(OURS + "capsule.CannotTravelException", LIBRARY + "errors.CannotTravelException");
            moved.put(OURS + "hub.OwnerGoneException", LIBRARY + "errors.OwnerProcessDiedException");
            moved.put(OURS + "memory.SharedMemoryException", LIBRARY + "errors.SharedMemoryException");
            moved.put(OURS + "kernel.eval.Input", OURS + "kernel.execution.Input");
            return Map.copyOf(moved);
        }
    }
}
