package org.forkbook.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.forkbook.client.RunOptions;
import org.forkbook.client.RunResult;
import org.forkbook.experiment.SideResult;
import org.forkbook.grading.GradedSubmission;
import org.forkbook.grading.Limits;
import org.forkbook.multiprocessing.monitor.ProcessInfo;
import org.forkbook.multiprocessing.monitor.TaskRecord;
import org.forkbook.multiprocessing.monitor.TaskRun;
import org.forkbook.multiprocessing.monitor.WorkerInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class RecordTextTest {

    /** A record with components of all kinds. */
    public record Sample(
            String name,
            Duration time,
            List<Duration> all,
            Optional<Duration> limit,
            List<String> none,
            @Nullable Object nothing) {}

    @Test
    void timesAreToldAsPeopleReadThem() {
        var half = Duration.ofMillis(500);
        var sample = new Sample(
                "a", half, List.of(Duration.ofSeconds(2), Duration.ZERO), Optional.of(half), List.of(), null);
        assertEquals(
                "Sample[name=a, time=500 ms, all=[2.00 s, 0 s], limit=Optional[500 ms], none=[], nothing=null]",
                RecordText.of(sample));
    }

    @Test
    void aTracedTaskSaysHowLongItTook() {
        var run = new TaskRun<>(3, "c", 42, "worker-1", Instant.EPOCH, Duration.ofMillis(500), "");
        assertEquals(
                "TaskRun[task=3, result=c, pid=42, worker=worker-1, start=1970-01-01T00:00:00Z, duration=500 ms]",
                run.toString());
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                TaskRun.class,
                TaskRecord.class,
                WorkerInfo.class,
                ProcessInfo.class,
                SideResult.class,
                RunResult.class,
                RunOptions.class,
                Limits.class,
                GradedSubmission.class
            })
    void everyRecordOfUsersWithATimeSaysItSo(Class<? extends Record> type) throws ReflectiveOperationException {
        var parts = type.getRecordComponents();
        var types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
        var values = Arrays.stream(types).map(RecordTextTest::some).toArray();
        var text = type.getConstructor(types).newInstance(values).toString();
        assertTrue(text.startsWith(type.getSimpleName() + "[") && text.contains("500 ms"), text);
        assertFalse(text.contains("PT0"), text);
    }

    private static @Nullable Object some(Class<?> type) {
        var known = Map.of(
                Duration.class,
                Duration.ofMillis(500),
                Instant.class,
                Instant.EPOCH,
                long.class,
                1L,
                int.class,
                1,
                List.class,
                List.of(Duration.ofMillis(500)),
                Optional.class,
                Optional.of(Duration.ofMillis(500)),
                boolean.class,
                true,
                OptionalInt.class,
                OptionalInt.empty());
        return type.isEnum() ? type.getEnumConstants()[0] : known.getOrDefault(type, "x");
    }
}
