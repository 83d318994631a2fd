package org.forkbook.kernel.interpreter;

import java.util.Set;
import org.forkbook.kernel.execution.Interpreter.Completeness;
import org.forkbook.kernel.execution.Interpreter.Completeness.Status;
import org.forkbook.kernel.jshell.NotebookSession;
import org.forkbook.kernel.source.JavaTokens;

/** Check whether code can run as it stands, for consoles that have to know what Enter means. */
final class CompletenessCheck {

    private static final String STEP = "    ";
    private static final Set<String> OPENING = Set.of("{", "(", "[");
    private static final Set<String> CLOSING = Set.of("}", ")", "]");

    private CompletenessCheck() {}

    static Completeness of(String code, NotebookSession session) {
        if (MagicSyntax.isCellMagic(code)) {
            return new Completeness(Status.COMPLETE, "");
        }
        var fragments = session.split(MagicSyntax.javaOf(code));
        var last = fragments.isEmpty() ? null : fragments.get(fragments.size() - 1);
        if (last == null) {
            return new Completeness(Status.COMPLETE, "");
        }
        if (last.isComplete()) {
            var isRight = session.checkSyntax(fragments).isEmpty();
            return new Completeness(isRight ? Status.COMPLETE : Status.INVALID, "");
        }
        return last.isOpen() ? new Completeness(Status.INCOMPLETE, indent(code)) : new Completeness(Status.INVALID, "");
    }

    /** The next line's indent: that of the last line, and a step more if that line opens more than it closes. */
    private static String indent(String code) {
        var text = code.stripTrailing();
        var line = text.substring(text.lastIndexOf('\n') + 1);
        var indent = line.substring(0, line.length() - line.stripLeading().length());
        int open = 0;
        for (var token : JavaTokens.of(line)) {
            if (OPENING.contains(token.text())) {
                open++;
            } else if (CLOSING.contains(token.text())) {
                open = Math.max(0, open - 1);
            }
        }
        return open > 0 ? indent + STEP : indent;
    }
}
