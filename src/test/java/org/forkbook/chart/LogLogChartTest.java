package org.forkbook.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LogLogChartTest {

    private static LogLogChart.Point point(double x, double y) {
        return new LogLogChart.Point(x, y, y * 0.9, y * 1.1);
    }

    private static RenderedSvg drawing(List<LogLogChart.Point> ours, List<LogLogChart.Point> theirs) {
        var lines = List.of(
                new LogLogChart.Line("Forkbook", Palette.BLUE, ours),
                new LogLogChart.Line("Python, fork", Palette.VERMILLION, theirs));
        return RenderedSvg.of(new LogLogChart("map of trivial tasks", "what there is to see", "tasks", lines)
                .picture()
                .toSvg());
    }

    @Test
    void aCostThatGrowsWithTheNumberIsAStraightLine() {
        var drawing = drawing(List.of(point(10, 1e-4), point(1000, 1e-2), point(100_000, 1)), List.of())
                .assertLegible();
        var points = drawing.bars("Forkbook");
        assertEquals(3, points.size());
        double first = RenderedSvg.number(points.get(1), "y") - RenderedSvg.number(points.get(0), "y");
        double second = RenderedSvg.number(points.get(2), "y") - RenderedSvg.number(points.get(1), "y");
        assertTrue(first < 0, "more is higher");
        assertEquals(first, second, 0.2);
    }

    @Test
    void marksAreRoundNumbers() {
        var words = drawing(List.of(point(1, 1e-3), point(1e9, 10)), List.of(point(1, 2e-3)))
                .assertLegible()
                .words();
        assertTrue(
                words.containsAll(List.of("1", "1k", "1M", "1G", "1 ms", "10 s", "tasks", "Python, fork")),
                words.toString());
    }

    @Test
    void nothingMeasuredIsAnEmptyPicture() {
        drawing(List.of(), List.of()).assertLegible();
        drawing(List.of(point(1, 0.001)), List.of()).assertLegible();
    }
}
