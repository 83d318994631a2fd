package org.forkbook.chart;

import static org.forkbook.chart.RenderedSvg.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.forkbook.chart.GanttChart.Bar;
import org.forkbook.chart.GanttChart.Mark;
import org.forkbook.chart.GanttChart.Moment;
import org.forkbook.chart.GanttChart.Row;
import org.junit.jupiter.api.Test;

class GanttChartTest {

    private static Bar bar(String label, double start, double way, double end) {
        return new Bar(label, 1, start, way, end, false, label);
    }

    private static GanttChart two() {
        var first = new Row(
                "PID 1, worker-1",
                "2 tasks, ran 80 %",
                List.of(bar("one", 0, 0.1, 1), bar("two", 1, 0.2, 2)),
                List.of());
        var second = new Row(
                "PID 2, worker-2",
                "1 task, ran 20 %",
                List.of(bar("three", 0.5, 0, 1.5)),
                List.of(
                        new Mark(Moment.START, 0, "start"),
                        new Mark(Moment.UP, 0.2, "up"),
                        new Mark(Moment.DEATH, 1.7, "killed <by> \"someone\" & co")));
        return new GanttChart("Timeline", "three tasks", 2, List.of(first, second));
    }

    @Test
    void headingsOfNodesAreNoWorkersAndNoneIsLeftAlone() {
        var rows = new ArrayList<Row>();
        for (int node = 1; node <= 20; node++) {
            rows.add(Row.heading("node" + node));
            rows.add(new Row("worker-" + node + "a", "1 task", List.of(), List.of()));
            rows.add(new Row("worker-" + node + "b", "1 task", List.of(), List.of()));
        }
        var few = new GanttChart("Timeline", "", 1, rows.subList(0, 48)).text();
        assertTrue(few.contains("node16\n") && few.contains("worker-16b"), few);

        var many = new GanttChart("Timeline", "", 1, rows).text();
        assertTrue(many.contains("worker-16a") && many.contains("and 9 more"), many);
        assertFalse(many.contains("node17"), many);
    }

    @Test
    void barsLieWhereTheDataSay() {
        var drawing = RenderedSvg.of(two().picture().toSvg()).assertLegible();
        var one = drawing.bars("one");
        var two = drawing.bars("two");
        var three = drawing.bars("three");
        assertEquals(2, one.size(), "on its way, and running");
        assertEquals(1, three.size(), "it ran at once");
        double second = number(three.get(0), "width") + 0.7; // bars leave a hair between each other
        double left = number(one.get(0), "x");
        assertEquals(0.1 * second, number(one.get(0), "width"), 0.2);
        assertEquals(left + 0.1 * second, number(one.get(1), "x"), 0.2);
        assertEquals(left + second, number(two.get(0), "x"), 0.2);
        assertEquals(left + 0.5 * second, number(three.get(0), "x"), 0.2);
        assertEquals(0.8 * second - 0.7, number(two.get(1), "width"), 0.2);
        assertTrue(number(three.get(0), "y") > number(one.get(1), "y") + number(one.get(1), "height"));
    }

    @Test
    void aDeathIsMarkedAndItsReasonIsAToolTip() {
        var crosses = RenderedSvg.of(two().picture().toSvg()).all("path").stream()
                .filter(path -> path.getTextContent().equals("killed <by> \"someone\" & co"))
                .count();
        assertEquals(1, crosses);
    }

    @Test
    void theHtmlShowsThePictureOnceWhetherOrNotItsStyleIsTakenOut() {
        var html = two().picture().toHtml();
        assertTrue(html.contains("<img alt=\"Timeline. three tasks\" src=\"data:image/svg+xml;base64,"));
        assertTrue(html.contains("<div hidden=\"hidden\" style=\"display:none\"><svg "));
        assertFalse(html.contains("<script"));
    }

    @Test
    void thousandsOfTasksMakeASmallPictureWhoseTotalsAreWritten() {
        var random = new Random(1);
        var rows = new ArrayList<Row>();
        for (int row = 0; row < 8; row++) {
            var bars = new ArrayList<Bar>();
            double time = 0;
            for (int i = 0; i < 2_000; i++) {
                double end = time + random.nextDouble() * 0.002;
                bars.add(bar("map, task " + i, time, 0, end));
                time = end + random.nextDouble() * 0.0005;
            }
            rows.add(new Row("PID 10" + row + ", worker-" + row, "2,000 tasks, ran 80 %", bars, List.of()));
        }
        var svg = new GanttChart("Timeline", "many tasks", 3, rows).picture().toSvg();
        assertTrue(svg.length() < 60_000, () -> svg.length() + " characters");
        var drawing = RenderedSvg.of(svg).assertLegible();
        assertTrue(drawing.words().contains("2,000 tasks, ran 80 %"));
        int drawn = drawing.all("rect").stream()
                .map(bar -> bar.getTextContent().replace(",", "").split(" tasks in"))
                .filter(words -> words.length == 2)
                .mapToInt(words -> Integer.parseInt(words[0]))
                .sum();
        assertTrue(drawn > 15_000, () -> drawn + " of 16,000 tasks are in merged bars");
    }

    @Test
    void hundredsOfWorkersAreDrawnAsManyRowsAndTheRestAsOne() {
        var rows = new ArrayList<Row>();
        for (int i = 0; i < 300; i++) {
            rows.add(new Row("PID " + i, "1 task", List.of(bar("t", 0, 0, 1)), List.of()));
        }
        var drawing = RenderedSvg.of(
                        new GanttChart("Timeline", "many", 1, rows).picture().toSvg())
                .assertLegible();
        assertTrue(drawing.words().contains("and 269 more"));
        assertTrue(drawing.words().contains("269 tasks"));
    }

    @Test
    void aChartOfNothingIsAChart() {
        var empty = new GanttChart("Timeline", "no tasks", 0, List.of());
        RenderedSvg.of(empty.picture().toSvg()).assertLegible();
        assertTrue(empty.text().contains("no tasks"));
    }

    @Test
    void anyLengthHasFewMarksAtRoundTimes() {
        for (double span = 2e-6; span < 100_000; span *= 1.37) {
            var marks = new TimeAxis(span, 0, 520).marks();
            double last = marks.get(marks.size() - 1).x();
            assertTrue(marks.size() >= 2 && marks.size() <= 9, marks::toString);
            assertTrue(last > 200 && last <= 520.001, marks::toString);
            for (var mark : marks) {
                assertTrue(TextMetrics.width(mark.label(), SvgBuilder.SMALL) < 60, marks::toString);
            }
        }
    }

    @Test
    void aTerminalSeesTheSameInLetters() {
        var lines = two().text().lines().toList();
        assertEquals("Timeline", lines.get(0));
        assertEquals(
                "PID 1, worker-1 |░░░███████████████████████████░░░░░░████████████████████████| 2 tasks, ran 80 %",
                lines.get(1));
        assertTrue(lines.get(2).matches("PID 2, worker-2 \\|-{6}·{9}█{31}·{5}X +\\| 1 task, ran 20 %"), lines.get(2));
        assertEquals("three tasks", lines.get(4));
    }
}
