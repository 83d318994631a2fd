package org.forkbook.kernel.magic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.junit.CellTests;
import org.forkbook.kernel.source.JavaTokens;
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
        var classes = named.isEmpty() ? declaredIn(call.text()) : named;
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

    /** The top-level classes that code declares, in order, without abstract ones, which can't be run. */
    private static List<String> declaredIn(String code) {
        var names = new ArrayList<String>();
        var tokens = JavaTokens.of(code);
        int depth = 0;
        for (int i = 0; i < tokens.size(); i++) {
            var token = tokens.get(i);
            if (token.is("{")) {
                depth++;
            } else if (token.is("}")) {
                depth--;
            } else if (depth == 0
                    && token.kind() == JavaTokens.Kind.WORD
                    && i > 0
                    && (tokens.get(i - 1).is("class") || tokens.get(i - 1).is("record"))
                    && (i == 1 || !tokens.get(i - 2).is("abstract"))) {
                names.add(token.text());
            }
        }
        return names;
    }
}
