package org.forkbook.kernel.source;

import java.util.List;

/**
 * A source with parts of it written otherwise, and where its own positions are in that.
 *
 * @param source as its author wrote it
 * @param edits in the order of their places, none of which overlap
 */
public record SourceRewrite(String source, List<Edit> edits) {

    /** Nothing is written otherwise. */
    public static final SourceRewrite NONE = new SourceRewrite("", List.of());

    /** What stands in place of a part of the source. */
    public record Edit(int start, int end, String text) {}

    /** What it has become. */
    public String text() {
        var text = new StringBuilder(source);
        for (int i = edits.size() - 1; i >= 0; i--) {
            text.replace(edits.get(i).start(), edits.get(i).end(), edits.get(i).text());
        }
        return text.toString();
    }

    /** Where a position in what it has become is in the source. */
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
