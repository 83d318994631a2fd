package org.forkbook.kernel.execution;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.forkbook.kernel.display.DisplayData;
import org.jspecify.annotations.Nullable;

/**
 * Interpreter of the kernel's language. It is independent of sockets and messages, so that the kernel can be tested
 * with an echo interpreter, and an interpreter without a kernel.
 *
 * <p>{@link #execute} runs on the shell's thread; the other methods may be called from other threads at the same time.
 */
public interface Interpreter extends AutoCloseable {

    /** Makes the first cell fast; called in the background once the interpreter works, and may be cut short. */
    default void warmUp() {}

    /**
     * Runs one cell, and returns when it has ended. What user code throws is in the result, never thrown from here.
     */
    Result execute(Cell cell, CellOutput output);

    /**
     * Runs deferred code of a cell, such as the receiver of a comm's messages. An interrupt ends it; what it throws is
     * shown.
     */
    default void perform(Runnable deed) {
        deed.run();
    }

    /** The output of the calling thread's cell; null when it works for no cell. */
    default @Nullable CellOutput outputOfThread() {
        return null;
    }

    /** Stops the cell that runs now, if any; it ends with an error named {@code InterruptedException}. */
    void interrupt();

    /** The ways to complete the word at {@code cursor}, counted in UTF-16 units. */
    Completion complete(String code, int cursor);

    /** The description of the name at {@code cursor}, counted in UTF-16 units; null when it is unknown. */
    @Nullable
    DisplayData inspect(String code, int cursor, int detailLevel);

    /** Whether the code can be run as it stands. */
    Completeness isComplete(String code);

    /**
     * The names that cells have defined or imported: the names of variables, methods and types that cells have
     * declared, {@code import java.util.List} for their imports, and {@code %magic} for magics that they have added or
     * replaced.
     */
    default Set<String> names() {
        return Set.of();
    }

    /** Ends what user code started: worker processes, executors. */
    @Override
    void close();

    /**
     * A cell to run.
     *
     * @param code its text
     * @param executionCount the number in its prompt
     * @param silent no result is shown, and nothing is remembered
     * @param storeHistory whether it goes into the history
     * @param userExpressions expressions to evaluate once it has run, by name
     */
    record Cell(
            String code,
            int executionCount,
            boolean silent,
            boolean storeHistory,
            Map<String, String> userExpressions) {}

    /** The result of a cell. */
    record Result(
            @Nullable DisplayData value,
            @Nullable Failure failure,
            Map<String, ExpressionResult> userExpressions,
            List<JsonObject> payload) {}

    /** The value of a user expression: one of both is null. */
    record ExpressionResult(
            @Nullable DisplayData value, @Nullable Failure failure) {}

    /**
     * Why a cell failed, in Jupyter's terms.
     *
     * @param name the error's kind, such as {@code java.lang.ArithmeticException}
     * @param message its message; empty when it has none
     * @param traceback lines for a reader, with ANSI colours
     */
    record Failure(String name, String message, List<String> traceback) {

        /** The most characters of a message and a traceback together: a notebook's cell can't show more. */
        private static final int LONGEST = 100_000;

        /** Truncates what is too long for users, and for the notebook's file. */
        public Failure {
            message = cut(message, LONGEST / 4);
            int room = LONGEST - message.length();
            var kept = new ArrayList<String>();
            for (var line : traceback) {
                if (room <= 0) {
                    kept.add("… " + (traceback.size() - kept.size()) + " more lines");
                    break;
                }
                kept.add(cut(line, room));
                room -= line.length();
            }
            traceback = List.copyOf(kept);
        }

        private static String cut(String text, int most) {
            return text.length() <= most
                    ? text
                    : text.substring(0, most) + "… (" + (text.length() - most) + " more characters)";
        }

        /** This failure with some text replaced. */
        public Failure replacing(String words, String others) {
            return new Failure(
                    name,
                    message.replace(words, others),
                    traceback.stream().map(line -> line.replace(words, others)).toList());
        }
    }

    /** Matches that may replace the text from {@code start} to {@code end}, in UTF-16 units. */
    record Completion(List<Match> matches, int start, int end) {}

    /**
     * A match.
     *
     * @param type {@code method}, {@code field}, {@code class}, {@code keyword}, {@code package}, {@code variable},
     *     {@code magic} …
     * @param signature for methods, what to show beside the name
     * @param documentation the first sentence of its Javadoc, as plain text, where it was at hand in time
     */
    record Match(
            String text,
            @Nullable String type,
            @Nullable String signature,
            @Nullable String documentation) {

        /** A match without documentation. */
        public Match(String text, @Nullable String type, @Nullable String signature) {
            this(text, type, signature, null);
        }
    }

    /** An answer to {@code is_complete_request}. */
    record Completeness(Status status, String indent) {
        /** The four answers of the protocol. */
        public enum Status {
            COMPLETE,
            INCOMPLETE,
            INVALID,
            UNKNOWN
        }
    }
}
