package org.forkbook.kernel.protocol;

import com.google.gson.JsonObject;

/**
 * Converter of positions in text: Jupyter counts Unicode code points, Java counts UTF-16 units. They differ after the
 * first character outside the Basic Multilingual Plane, such as 𝔸 or an emoji.
 */
public final class CodePoints {

    private CodePoints() {}

    /** The index of the code point at {@code position}; a position outside the text gives the nearest inside. */
    public static int toIndex(String text, int position) {
        if (position <= 0) {
            return 0;
        }
        // Each code point is at least one unit, so this can't be inside the text and past its code points.
        if (position >= text.length() || position >= text.codePointCount(0, text.length())) {
            return text.length();
        }
        return text.offsetByCodePoints(0, position);
    }

    /** The index of the cursor in a request's code: without a position, at its end. */
    static int cursor(JsonObject content, String code) {
        return toIndex(code, Json.integer(content, "cursor_pos", Integer.MAX_VALUE));
    }

    /** The number of code points before {@code index}; an index outside the text gives the nearest inside. */
    public static int fromIndex(String text, int index) {
        return text.codePointCount(0, Math.max(0, Math.min(index, text.length())));
    }
}
