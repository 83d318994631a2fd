package org.forkbook.kernel.display;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.forkbook.chart.TextTable;
import org.forkbook.chart.TextTable.Column;
import org.forkbook.usercode.UserCode;
import org.jspecify.annotations.Nullable;

/**
 * HTML table of a value: records of one type have a row per record and a column per component, a list of maps has a
 * column per key, a map has a row per entry.
 */
final class ValueTable {

    private static final int MOST_ROWS = 100;
    private static final int MOST_COLUMNS = 100;
    private static final int LONGEST_CELL = 500;

    private ValueTable() {}

    /** The table; null when the value isn't one. */
    static @Nullable String html(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.isEmpty() ? null : ofMap(map).toHtml();
        }
        var all = elements(value);
        if (all == null) {
            return null;
        }
        List<@Nullable Object> rows = new ArrayList<>();
        boolean more = false;
        for (Object row : all) {
            if (!(row instanceof Record || row instanceof Map)) {
                return null; // Usually the first element decides.
            }
            more = rows.size() == MOST_ROWS;
            if (more) {
                break;
            }
            rows.add(row);
        }
        if (rows.isEmpty()) {
            return null;
        }
        var table = ofRows(List.of(), rows, more ? rest(value) : "");
        return table == null ? null : table.toHtml();
    }

    /**
     * A value's elements, if it can be iterated repeatedly: collections, arrays, and iterables of libraries and
     * notebooks. Some of the JDK's allow only one pass, and so may a lambda.
     */
    private static @Nullable Iterable<?> elements(Object value) {
        if (value instanceof Collection<?> collection) {
            return collection;
        } else if (value instanceof Object[] array) {
            return Arrays.asList(array);
        }
        var type = value.getClass();
        return value instanceof Iterable<?> iterable
                        && !(value instanceof AutoCloseable)
                        && !type.isHidden()
                        && type.getClassLoader() != null
                ? iterable
                : null;
    }

    private static String rest(Object value) {
        int size = value instanceof Collection<?> all ? all.size() : value instanceof Object[] array ? array.length : 0;
        return size == 0 ? "… more rows" : "… " + (size - MOST_ROWS) + " more rows";
    }

    private static TextTable ofMap(Map<?, ?> map) {
        List<@Nullable Object> keys = new ArrayList<>();
        List<@Nullable Object> values = new ArrayList<>();
        for (var entry : map.entrySet()) {
            if (keys.size() == MOST_ROWS) {
                break;
            }
            keys.add(entry.getKey());
            values.add(entry.getValue());
        }
        int left = map.size() - keys.size();
        var caption = left > 0 ? "… " + left + " more rows" : "";
        var ofRecords = values.get(0) instanceof Record ? ofRows(keys, values, caption) : null;
        if (ofRecords != null) {
            return ofRecords;
        }
        var rows = new ArrayList<List<String>>();
        for (int i = 0; i < keys.size(); i++) {
            rows.add(List.of(cell(keys.get(i)), cell(values.get(i))));
        }
        return new TextTable(List.of(column("key", keys.stream()), column("value", values.stream())), rows, caption);
    }

    private static @Nullable TextTable ofRows(
            List<@Nullable Object> keys, List<@Nullable Object> values, String caption) {
        var names = new LinkedHashSet<String>();
        var first = values.get(0);
        for (var value : values) {
            if (value instanceof Map<?, ?> map && first instanceof Map) {
                map.keySet().forEach(key -> names.add(UserCode.text(key)));
            } else if (value == null || first == null || value.getClass() != first.getClass()) {
                return null;
            }
        }
        if (first instanceof Record) {
            Arrays.stream(first.getClass().getRecordComponents()).forEach(component -> names.add(component.getName()));
        }
        if (names.isEmpty() || names.size() > MOST_COLUMNS) {
            return null;
        }
        var columns = new ArrayList<Column>();
        if (!keys.isEmpty()) {
            columns.add(column("key", keys.stream()));
        }
        for (var name : names) {
            columns.add(column(name, values.stream().map(value -> part(value, name))));
        }
        var rows = new ArrayList<List<String>>();
        for (int i = 0; i < values.size(); i++) {
            var value = values.get(i);
            var row = new ArrayList<String>();
            if (!keys.isEmpty()) {
                row.add(cell(keys.get(i)));
            }
            names.forEach(name -> row.add(has(value, name) ? cell(part(value, name)) : ""));
            rows.add(row);
        }
        return new TextTable(columns, rows, caption);
    }

    private static Column column(String heading, Stream<? extends @Nullable Object> values) {
        return new Column(heading, values.allMatch(value -> value == null || value instanceof Number));
    }

    private static String cell(@Nullable Object value) {
        var text = PlainText.of(value);
        return text.length() <= LONGEST_CELL ? text : text.substring(0, LONGEST_CELL) + "…";
    }

    private static boolean has(@Nullable Object row, String name) {
        return !(row instanceof Map<?, ?> map) || entry(map, name) != null;
    }

    private static Map.@Nullable Entry<?, ?> entry(Map<?, ?> map, String name) {
        for (var entry : map.entrySet()) {
            if (UserCode.text(entry.getKey()).equals(name)) {
                return entry;
            }
        }
        return null;
    }

    private static @Nullable Object part(@Nullable Object row, String name) {
        if (row instanceof Map<?, ?> map) {
            var entry = entry(map, name);
            return entry == null ? null : entry.getValue();
        }
        return row == null
                ? null
                : Arrays.stream(row.getClass().getRecordComponents())
                        .filter(component -> component.getName().equals(name))
                        .findFirst()
                        .map(component -> get(component, row))
                        .orElse(null);
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
}
