package org.forkbook.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.forkbook.chart.TextTable.Column;
import org.junit.jupiter.api.Test;

class TextTableTest {
    private static final TextTable TABLE = new TextTable(
            List.of(Column.number("PID"), Column.text("name")),
            List.of(List.of("7", "<main>"), List.of("1234", "worker")),
            "two processes");

    @Test
    void asTextItsColumnsAreAligned() {
        assertEquals(" PID  name\n   7  <main>\n1234  worker\ntwo processes", TABLE.toString());
    }

    @Test
    void asHtmlItsTextIsEscaped() {
        assertTrue(TABLE.toHtml().contains("<td style=\"text-align:left;white-space:pre\">&lt;main&gt;</td>"));
    }

    @Test
    void aRowThatDoesNotFitIsRefused() {
        var columns = List.of(Column.text("a"));
        var rows = List.of(List.of("1", "2"));
        assertThrows(IllegalArgumentException.class, () -> new TextTable(columns, rows, ""));
    }

    @Test
    void timesAndSizesHaveThreeDigitsAndAUnit() {
        assertEquals("1.23 s", Units.time(1.234));
        assertEquals("1.00 s", Units.time(0.99999));
        assertEquals("45.1 ms", Units.time(Duration.ofNanos(45_120_000)));
        assertEquals("120 µs", Units.time(0.00012));
        assertEquals("2 min 5 s", Units.time(125));
        assertEquals("38.4 MB", Units.bytes(38_400_000));
        assertEquals("1.00 MB", Units.bytes(999_999));
        assertEquals("999 B", Units.bytes(999));
        assertEquals("1,234 tasks", Units.count(1234, "task"));
    }
}
