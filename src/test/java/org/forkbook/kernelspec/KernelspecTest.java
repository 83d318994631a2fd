package org.forkbook.kernelspec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelspecTest {

    private static long firstHeaps(String... options) {
        var spec = new Kernelspec(JavaHome.ofThisProcess().java(), Path.of("/some/forkbook.jar"), List.of(options));
        return spec.command(Path.of("/some/connection.json")).stream()
                .filter(word -> word.startsWith("-Xms"))
                .count();
    }

    @ParameterizedTest
    @CsvSource({"-Xmx64m, 0", "-Xms32m, 1", "-XX:MaxHeapSize=64m, 0", "-XX:MaxRAMPercentage=5, 0", "-Dname=RAM, 1"})
    void whoSaysHowLargeTheHeapIsGetsThat(String option, long firstHeaps) {
        assertEquals(firstHeaps, firstHeaps(option), "a JVM doesn't start with a first heap above the largest");
        assertEquals(1, firstHeaps());
    }
}
