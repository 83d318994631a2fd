package org.forkbook.bench;

import java.util.Optional;

/**
 * Cells that kernels are measured with, in one language.
 *
 * @param trivial has a result, and does nothing
 * @param numbered defines a variable and has a result; {@code %1$d} is its number
 * @param lines prints a hundred thousand lines
 * @param busy a loop without end
 */
record BenchmarkCells(String trivial, String numbered, String lines, String busy) {

    /** How many lines the cell {@link #lines} prints. */
    static final int LINES = 100_000;

    private static final BenchmarkCells JAVA = new BenchmarkCells(
            "1 + 1",
            "int a%1$d = %1$d * 2;\na%1$d",
            "for (int i = 0; i < 100_000; i++) {\n    System.out.println(\"line \" + i);\n}",
            "while (true) {\n}");
    private static final BenchmarkCells PYTHON = new BenchmarkCells(
            "1 + 1",
            "a%1$d = %1$d * 2\na%1$d",
            "for i in range(100_000):\n    print('line', i)",
            "while True:\n    pass");

    /** The cells in this language, if they are known. */
    static Optional<BenchmarkCells> in(String language) {
        return switch (language) {
            case "java" -> Optional.of(JAVA);
            case "python" -> Optional.of(PYTHON);
            default -> Optional.empty();
        };
    }
}
