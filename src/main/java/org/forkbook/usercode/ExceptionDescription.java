package org.forkbook.usercode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of an exception's message, stack trace and causes. Its readers need not call the methods of the
 * exception, which may be a user's. Cyclic and endless chains of causes are cut.
 *
 * @param thrown the exception itself, for its type only
 * @param message its localized message; empty when it has none
 * @param text the result of its {@code toString()}
 * @param frames its stack trace
 * @param cause its cause; null when it has none, or one that was described before
 * @param suppressed the exceptions that it suppressed
 * @param cut the text in place of a cause that was cut; empty when nothing does
 */
public record ExceptionDescription(
        Throwable thrown,
        String message,
        String text,
        List<StackTraceElement> frames,
        @Nullable ExceptionDescription cause,
        List<ExceptionDescription> suppressed,
        Optional<String> cut) {

    /** The maximum of exceptions in one description: a cause may be created anew at each call. */
    private static final int MOST = 20;

    /** Describes an exception; called on the thread of the cell or the task that threw it. */
    public static ExceptionDescription of(Throwable thrown) {
        return of(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static ExceptionDescription of(Throwable thrown, Set<Throwable> seen) {
        seen.add(thrown);
        var message = UserCode.message(thrown);
        var text = UserCode.text(thrown);
        var frames = UserCode.frames(thrown);
        var suppressed = new ArrayList<ExceptionDescription>();
        for (var each : thrown.getSuppressed()) {
            if (isNew(each, seen)) {
                suppressed.add(of(each, seen));
            }
        }
        var cause = UserCode.cause(thrown);
        if (cause == null || isNew(cause, seen)) {
            var described = cause == null ? null : of(cause, seen);
            return new ExceptionDescription(thrown, message, text, frames, described, suppressed, Optional.empty());
        }
        var words = seen.contains(cause) ? cause.getClass().getName() + " (shown above)" : "… and so on";
        return new ExceptionDescription(thrown, message, text, frames, null, suppressed, Optional.of(words));
    }

    private static boolean isNew(Throwable thrown, Set<Throwable> seen) {
        return seen.size() < MOST && !seen.contains(thrown);
    }

    /** The name of its class. */
    public String type() {
        return thrown.getClass().getName();
    }

    /** This and its causes, outermost first. */
    public Stream<ExceptionDescription> chain() {
        return cause == null ? Stream.of(this) : Stream.concat(Stream.of(this), cause.chain());
    }

    /** This, its causes, and all that they suppressed. */
    public Stream<ExceptionDescription> all() {
        var others = Stream.concat(suppressed.stream(), Stream.ofNullable(cause));
        return Stream.concat(Stream.of(this), others.flatMap(ExceptionDescription::all));
    }

    /** The same with other stack traces. */
    public ExceptionDescription withFrames(UnaryOperator<List<StackTraceElement>> change) {
        return new ExceptionDescription(
                thrown,
                message,
                text,
                change.apply(frames),
                cause == null ? null : cause.withFrames(change),
                suppressed.stream().map(each -> each.withFrames(change)).toList(),
                cut);
    }

    /** What {@code printStackTrace()} would print. */
    public String stackTrace() {
        return stackTrace(StackTraceElement::toString, UnaryOperator.identity());
    }

    /**
     * What {@code printStackTrace()} would print, told in other words.
     *
     * @param frameText what to print of a frame
     * @param readable makes the text of an exception readable
     */
    public String stackTrace(Function<StackTraceElement, String> frameText, UnaryOperator<String> readable) {
        var trace = new StringBuilder();
        append("", "", trace, frameText, readable);
        return trace.toString();
    }

    private void append(
            String indent,
            String caption,
            StringBuilder trace,
            Function<StackTraceElement, String> frameText,
            UnaryOperator<String> readable) {
        trace.append(indent).append(caption).append(readable.apply(text)).append('\n');
        for (var frame : frames) {
            trace.append(indent).append("\tat ").append(frameText.apply(frame)).append('\n');
        }
        for (var each : suppressed) {
            each.append(indent + "\t", "Suppressed: ", trace, frameText, readable);
        }
        if (cause != null) {
            cause.append(indent, "Caused by: ", trace, frameText, readable);
        }
        cut.ifPresent(words -> trace.append(indent)
                .append("Caused by: ")
                .append(readable.apply(words))
                .append('\n'));
    }
}
