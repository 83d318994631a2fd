package org.forkbook.chart;

/**
 * Estimate of text widths without a font: on the wide side for the sans-serif fonts of web pages, so that text that
 * fits by it does fit.
 */
final class TextMetrics {
    private static final String NARROW = "iljtfrI.,:;'|!()[] ·";
    private static final String WIDE = "mwMW%@—…";

    private TextMetrics() {}

    /** The width of a text in pixels. */
    static double width(String text, double size) {
        return text.codePoints().mapToDouble(TextMetrics::ems).sum() * size;
    }

    private static double ems(int point) {
        if (NARROW.indexOf(point) >= 0) {
            return 0.36;
        }
        if (WIDE.indexOf(point) >= 0) {
            return 0.95;
        }
        if (point > 0x2E80) {
            return 1.05; // East Asian writing and emoji.
        }
        return Character.isUpperCase(point) ? 0.72 : 0.6;
    }

    /** The text, truncated to a width; empty when not even its beginning fits. */
    static String fit(String text, double size, double room) {
        if (width(text, size) <= room) {
            return text;
        }
        int end = text.length();
        while (end > 0 && width(text.substring(0, end) + "…", size) > room) {
            end = text.offsetByCodePoints(end, -1);
        }
        return end < 2 ? "" : text.substring(0, end) + "…";
    }
}
