package org.forkbook.kernel.display;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.forkbook.chart.TextTable;
import org.forkbook.chart.TextTable.Column;
import org.forkbook.usercode.UserCode;
import org.jspecify.annotations.Nullable;

/**
 * Adapters for values of well-known libraries: charts of XChart and JFreeChart are shown as images, tables and figures
 * of Tablesaw as HTML. They are recognized by class name and called by reflection, so none of the libraries is needed.
 */
final class LibraryAdapters {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 400;
    private static final int MOST_ROWS = 20;
    private static final int MOST_COLUMNS = 50;
    private static final String PLOTLY = "https://cdn.plot.ly/plotly-2.35.2.min.js";

    /** Renders a library's value. */
    @FunctionalInterface
    private interface Adapter {
        @Nullable
        Object of(Object value, Class<?> known) throws ReflectiveOperationException;
    }

    private static final Map<String, Adapter> LOOKS = Map.of(
            "org.knowm.xchart.internal.chartpart.Chart", LibraryAdapters::xchart,
            "org.jfree.chart.JFreeChart", LibraryAdapters::jfreechart,
            "tech.tablesaw.plotly.components.Figure", LibraryAdapters::figure,
            "tech.tablesaw.table.Relation", LibraryAdapters::table,
            "tech.tablesaw.api.Table", LibraryAdapters::table);

    /** The packages of these libraries: other values are skipped. */
    private static final Set<String> PACKAGES = Set.of("org.knowm", "org.jfree", "tech.tablesaw");

    /** The classes among a type and its supertypes that have an adapter. */
    private static final ClassValue<List<Class<?>>> KNOWN = new ClassValue<>() {
        @Override
        protected List<Class<?>> computeValue(Class<?> type) {
            boolean near = false;
            for (Class<?> each = type; each != null; each = each.getSuperclass()) {
                var name = each.getName();
                near |= PACKAGES.stream().anyMatch(name::startsWith);
                if (near && LOOKS.containsKey(name)) {
                    return List.of(each);
                }
            }
            return List.of();
        }
    };

    private LibraryAdapters() {}

    /** The rendered value; null when no adapter knows its class, or its library's version. */
    static @Nullable Object of(Object value) {
        var known = KNOWN.get(value.getClass());
        if (known.isEmpty()) {
            return null;
        }
        var look = LOOKS.get(known.get(0).getName());
        try {
            return look == null ? null : look.of(value, known.get(0));
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(
                    "this " + value.getClass().getSimpleName() + " can't be drawn: "
                            + UserCode.text(e.getTargetException()),
                    e.getTargetException());
        } catch (ReflectiveOperationException e) {
            return null; // An unknown version: it is shown as text.
        }
    }

    private static @Nullable Object xchart(Object chart, Class<?> known) throws ReflectiveOperationException {
        var encoder = Class.forName("org.knowm.xchart.BitmapEncoder", true, known.getClassLoader());
        return encoder.getMethod("getBufferedImage", known).invoke(null, chart);
    }

    private static @Nullable Object jfreechart(Object chart, Class<?> known) throws ReflectiveOperationException {
        return known.getMethod("createBufferedImage", int.class, int.class).invoke(chart, WIDTH, HEIGHT);
    }

    /** Drawn in the reader's browser, which fetches Plotly's script for it. */
    private static @Nullable Object figure(Object figure, Class<?> known) throws ReflectiveOperationException {
        var id = "figure-" + UUID.randomUUID();
        var script = UserCode.text(known.getMethod("asJavascript", String.class).invoke(figure, id));
        // The script that the library makes is an element of its own, and expects Plotly to be there.
        var code = script.replaceAll("(?s)^\\s*<script[^>]*>|</script>\\s*$", "");
        return Display.html("<div id=\"" + id + "\"></div>\n<script>\n(function () {\n"
                + "  function draw() {\n" + code + "\n  }\n"
                + "  if (window.Plotly) { draw(); return; }\n"
                + "  var script = document.createElement('script');\n"
                + "  script.src = '" + PLOTLY + "';\n"
                + "  script.onload = draw;\n"
                + "  document.head.appendChild(script);\n})();\n</script>");
    }

    private static @Nullable Object table(Object table, Class<?> known) throws ReflectiveOperationException {
        var names = new ArrayList<String>();
        for (var name : (Iterable<?>) known.getMethod("columnNames").invoke(table)) {
            names.add(UserCode.text(name));
        }
        int count = ((Number) known.getMethod("rowCount").invoke(table)).intValue();
        if (names.isEmpty() || names.size() > MOST_COLUMNS) {
            return null;
        }
        var cell = known.getMethod("getString", int.class, int.class);
        var types = (Object[]) known.getMethod("columnTypes").invoke(table);
        var columns = new ArrayList<Column>();
        for (int i = 0; i < names.size(); i++) {
            var type = UserCode.text(types[i]).toUpperCase(Locale.ROOT);
            columns.add(new Column(names.get(i), type.matches("INTEGER|LONG|SHORT|FLOAT|DOUBLE")));
        }
        var rows = new ArrayList<List<String>>();
        for (int row = 0; row < Math.min(count, MOST_ROWS); row++) {
            var cells = new ArrayList<String>();
            for (int column = 0; column < names.size(); column++) {
                cells.add(UserCode.text(cell.invoke(table, row, column)));
            }
            rows.add(cells);
        }
        var caption = count + (count == 1 ? " row" : " rows") + (count > MOST_ROWS ? ", the first " + MOST_ROWS : "");
        var data = DisplayData.text(UserCode.text(table));
        data.data().addProperty("text/html", new TextTable(columns, rows, caption).toHtml());
        return data;
    }
}
