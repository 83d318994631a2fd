package org.forkbook.kernel.source;

import java.util.List;

/**
 * Rewritten source with a mapping of its positions to the original.
 *
 * @param source as its author wrote it
 * @param edits in the order of their positions, without overlap
 */
public record SourceRewrite(String source, List<Edit> edits) {

    /** A rewrite without edits. */
    public static final SourceRewrite NONE = new SourceRewrite("", List.of());

    /** A replacement of a part of the source. */
    public record Edit(int start, int end, String text) {}

    /** The rewritten source. */
    public String text() {
        var text = new StringBuilder(source);
        for (int i = edits.size() - 1; i >= 0; i--) {
            text.replace(edits.get(i).start(), edits.get(i).end(), edits.get(i).text());
        }
        return text.toString();
    }

    /** Maps a position in the rewritten source to the original. */
    public long written(long position) {
        long shift = 0;
        for (var edit : edits) {
            long start = edit.start() + shift;
            if (position < start) {
                break;
            }
            if (position < start + edit.text().length()) {
                return edit.start();
            }
            shift += edit.text().length() - (edit.end() - edit.start());
        }
        return position - shift;
    }
}
