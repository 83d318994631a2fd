package org.forkbook.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UnitsTest {

    @Test
    void aTimeThatSomeoneHasSetIsSaidExactlyInSeconds() {
        assertEquals("0.5 s", Units.seconds(Duration.ofMillis(500)));
        assertEquals("0.05 s", Units.seconds(Duration.ofMillis(50)));
        assertEquals("0 s", Units.seconds(Duration.ZERO));
        assertEquals("2 s", Units.seconds(Duration.ofSeconds(2)));
        assertEquals("90 s", Units.seconds(Duration.ofSeconds(90)));
        assertEquals("5400 s", Units.seconds(Duration.ofMinutes(90)));
        assertEquals("0.000000001 s", Units.seconds(Duration.ofNanos(1)));
        assertEquals("-1.5 s", Units.seconds(Duration.ofMillis(-1_500)));
    }
}
