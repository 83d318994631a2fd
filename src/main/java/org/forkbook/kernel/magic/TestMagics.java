package org.forkbook.kernel.magic;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.junit.CellTests;
import org.forkbook.kernel.junit.TestClasses;
import org.jspecify.annotations.Nullable;

/** Magic that runs JUnit. */
final class TestMagics {

    private TestMagics() {}

    static void addTo(Magics magics) {
        magics.add(Magic.cell(
                "junit",
                "[CLASS…]",
                "Declares the cell's test classes and runs their tests, or runs the tests of existing classes.",
                TestMagics::run));
    }

    private static @Nullable DisplayData run(CellPart call, MagicContext notebook) throws Exception {
        var named = Arrays.stream(call.arguments().split("[\\s,]+", -1))
                .filter(name -> !name.isEmpty())
                .toList();
        var classes = named.isEmpty() ? TestClasses.namesIn(call.text()) : named;
        if (classes.isEmpty()) {
            throw new MagicFailedException("There is no test class in this cell. Write one below %%junit, as in"
                    + " class SquareTest { @Test void ofThree() { assertEquals(9, square(3)); } },"
                    + " or name one that an earlier cell declares: %%junit SquareTest");
        }
        notebook.evaluate(
                CellTests.IMPORTS.stream().map(name -> "import " + name + ";").collect(Collectors.joining(" ")));
        if (!call.text().isBlank()) {
            notebook.evaluate(call.text());
        }
        notebook.evaluate(CellTests.class.getName() + ".run("
                + classes.stream().map(name -> name + ".class").collect(Collectors.joining(", ")) + ");");
        return null;
    }
}
