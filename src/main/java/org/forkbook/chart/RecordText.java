package org.forkbook.chart;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Formatter of public records: like their own {@code toString}, but with readable times, and without an empty host. */
public final class RecordText {

    private RecordText() {}

    /** For example {@code Run[worker=worker-1, duration=12.3 ms]}. */
    public static String of(Record record) {
        var type = record.getClass();
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> !isOwnHost(component, record))
                .map(component -> component.getName() + "=" + text(value(record, component)))
                .collect(Collectors.joining(", ", type.getSimpleName() + "[", "]"));
    }

    /** Whether it says no more than that something is on this machine, as nearly everything is. */
    private static boolean isOwnHost(RecordComponent component, Record record) {
        return component.getName().equals("host") && "".equals(value(record, component));
    }

    private static @Nullable Object value(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the accessors of a public record are public", e);
        }
    }

    private static String text(@Nullable Object value) {
        if (value instanceof Duration time) {
            return Units.time(time);
        }
        if (value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Duration) {
            return list.stream().map(RecordText::text).toList().toString();
        }
        return value instanceof Optional<?> maybe ? maybe.map(RecordText::text).toString() : String.valueOf(value);
    }
}
