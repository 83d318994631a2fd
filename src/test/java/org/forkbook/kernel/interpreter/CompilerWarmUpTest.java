package org.forkbook.kernel.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class CompilerWarmUpTest {

    @Test
    void warmingUpLeavesNothingBehind() {
        try (var notebook = new Notebook()) {
            notebook.interpreter.warmUp();
            assertEquals(
                    List.of(),
                    notebook.interpreter.complete("$wa", 3).matches().stream().toList());
            notebook.cell("$warm").fails("CompilationError");
            notebook.cell("System.out.print(1 + 1)").prints("2");
        }
    }
}
