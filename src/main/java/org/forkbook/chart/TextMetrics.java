package org.forkbook.chart;

/**
 * How wide text is, without asking a font: an estimate on the wide side for the sans-serif fonts that pages have, so
 * that what fits by it fits.
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

    /** The text, cut to a width; empty when not even its beginning fits. */
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
