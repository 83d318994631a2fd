package org.forkbook.kernel.display;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records of one type as an HTML table: a row a record, a column a component. */
final class RecordTable {

    private static final int MOST_ROWS = 100;

    private RecordTable() {}

    /** The table; null when the value isn't a collection or an array of records of one type. */
    static @Nullable String html(Object value) {
        // Only collections: an arbitrary Iterable may be endless, or good for one pass.
        if (!(value instanceof Collection<?>) && !(value instanceof Object[])) {
            return null;
        }
        var rows = rows(value);
        if (rows.isEmpty()) {
            return null;
        }
        var first = rows.get(0);
        if (first == null || !first.getClass().isRecord()) {
            return null;
        }
        for (var row : rows) {
            if (row == null || row.getClass() != first.getClass()) {
                return null;
            }
        }
        var components = first.getClass().getRecordComponents();
        var html = new StringBuilder("<table>\n<thead><tr>");
        for (var component : components) {
            html.append("<th>").append(escaped(component.getName())).append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (var row : rows) {
            html.append("<tr>");
            for (var component : components) {
                html.append("<td>")
                        .append(escaped(PlainText.of(get(component, row))))
                        .append("</td>");
            }
            html.append("</tr>\n");
        }
        html.append("</tbody>\n</table>");
        int more = size(value) - rows.size();
        if (more > 0) {
            html.append("\n<p>… ").append(more).append(" more rows</p>");
        }
        return html.toString();
    }

    private static int size(Object value) {
        return value instanceof Collection<?> c ? c.size() : Array.getLength(value);
    }

    private static List<@Nullable Object> rows(Object value) {
        var rows = new ArrayList<@Nullable Object>();
        var all = value instanceof Collection<?> c ? c : Arrays.asList((Object[]) value);
        for (var row : all) {
            if (rows.size() == MOST_ROWS) {
                break;
            }
            rows.add(row);
        }
        return rows;
    }

    private static @Nullable Object get(RecordComponent component, Object row) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(row);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the accessor " + component.getName() + "() failed", e);
        }
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
