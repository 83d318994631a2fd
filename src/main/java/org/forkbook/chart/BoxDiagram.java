package org.forkbook.chart;

import java.util.List;
import org.forkbook.chart.SvgBuilder.Anchor;

/**
 * Diagram of titled boxes side by side, with lines of text in them: it shows separate memories.
 *
 * @param title what is shown
 * @param summary what the diagram shows, in one sentence
 * @param boxes from left to right
 */
public record BoxDiagram(String title, String summary, List<Box> boxes) {
    private static final double GAP = 44;
    private static final double PADDING = 14;
    private static final double HEAD = 30;
    private static final double LINE = 22;
    private static final double LEAST = 150;
    private static final double MOST = 320;

    public BoxDiagram {
        boxes = List.copyOf(boxes);
    }

    /**
     * A box.
     *
     * @param title the heading above its lines
     * @param color its colour
     * @param lines its lines
     */
    public record Box(String title, Palette color, List<Line> lines) {
        public Box {
            lines = List.copyOf(lines);
        }
    }

    /**
     * A line in a box.
     *
     * @param text its text
     * @param isNew whether it is highlighted
     */
    public record Line(String text, boolean isNew) {}

    /** The diagram as a drawing. */
    public Drawing picture() {
        double width = Math.max(
                boxes.stream().mapToDouble(BoxDiagram::width).sum() + GAP * Math.max(0, boxes.size() - 1) + 4,
                Math.max(
                        TextMetrics.width(title, SvgBuilder.LARGE) * 1.1,
                        TextMetrics.width(summary, SvgBuilder.NORMAL)));
        int lines = boxes.stream().mapToInt(box -> box.lines().size()).max().orElse(0);
        double height = PADDING + 20 + lines * LINE;
        var svg = new SvgBuilder(width, HEAD + height + 34);
        svg.text(0, 14, Anchor.START, SvgBuilder.LARGE, Palette.TEXT, true, title);
        double x = 2;
        for (var box : boxes) {
            double wide = width(box);
            svg.frame(x, HEAD, wide, height, box.color());
            svg.text(x + PADDING, HEAD + 20, Anchor.START, SvgBuilder.NORMAL, Palette.TEXT, true, box.title());
            double y = HEAD + 20 + LINE;
            for (var line : box.lines()) {
                if (line.isNew()) {
                    svg.rect(x + PADDING - 6, y - 14, wide - 2 * PADDING + 12, LINE - 3, box.color(), 0.22);
                }
                var text = TextMetrics.fit(line.text(), SvgBuilder.NORMAL, MOST - 2 * PADDING);
                svg.text(x + PADDING, y, Anchor.START, SvgBuilder.NORMAL, text);
                y += LINE;
            }
            x += wide + GAP;
        }
        svg.text(0, HEAD + height + 22, Anchor.START, SvgBuilder.NORMAL, summary);
        return svg.picture(title, summary);
    }

    private static double width(Box box) {
        double title = TextMetrics.width(box.title(), SvgBuilder.NORMAL) * 1.1;
        double lines = box.lines().stream()
                .mapToDouble(line -> TextMetrics.width(line.text(), SvgBuilder.NORMAL))
                .max()
                .orElse(0);
        return Math.max(LEAST, Math.min(MOST, Math.max(title, lines) + 2 * PADDING));
    }

    /** The diagram as text, for a terminal: one box below the other. */
    public String text() {
        var text = new StringBuilder(title).append('\n');
        for (var box : boxes) {
            text.append("  ").append(box.title()).append('\n');
            for (var line : box.lines()) {
                text.append(line.isNew() ? "  * " : "    ").append(line.text()).append('\n');
            }
        }
        return text.append(summary).toString();
    }
}
