package org.forkbook.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(100)
class ShutdownSequenceTest {

    /** A program that adds its actions in the wrong order, one of which fails, and one of which adds another. */
    static final class Program {
        public static void main(String[] args) {
            ShutdownSequence.add(ShutdownSequence.Step.TELL_OTHERS, () -> System.out.println("told"));
            ShutdownSequence.add(ShutdownSequence.Step.DELETE_FILES, () -> System.out.println("deleted"));
            ShutdownSequence.add(ShutdownSequence.Step.END_PROCESSES, () -> {
                throw new IllegalArgumentException("it goes on");
            });
            ShutdownSequence.add(ShutdownSequence.Step.END_PROCESSES, Program::late);
            System.exit(0);
        }

        private static void late() {
            try {
                ShutdownSequence.add(ShutdownSequence.Step.TELL_OTHERS, () -> System.out.println("never"));
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void theStepsRunInTheirOrderWhateverFails() throws Exception {
        var program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var out = program.inputReader()) {
            assertEquals(
                    List.of("This process is exiting.", "deleted", "told"),
                    out.lines().toList());
            assertEquals(0, program.waitFor());
        } finally {
            program.destroyForcibly();
        }
    }
}
