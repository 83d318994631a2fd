package org.forkbook.kernel.magic;

import java.util.function.Function;
import org.forkbook.kernel.display.Content;
import org.forkbook.kernel.display.Display;

/** Magics that show a cell's text as HTML, Markdown, a formula, an image or a script. */
final class ShowMagics {

    private ShowMagics() {}

    static void addTo(Magics magics) {
        add(magics, "html", "Shows the cell as HTML.", Display::html);
        add(magics, "markdown", "Shows the cell as Markdown.", Display::markdown);
        add(magics, "latex", "Shows the cell as LaTeX; put formulas in $…$.", Display::latex);
        add(magics, "svg", "Shows the cell as an SVG image.", Display::svg);
        add(magics, "javascript", "Runs the cell as JavaScript in the reader's browser.", Display::javascript);
        magics.add(Magic.line("page", "JAVA", "Shows a value in the pager.", (call, notebook) -> {
            var value = notebook.evaluate(call.arguments());
            if (value != null) {
                notebook.page(value);
            }
            return null;
        }));
        add(magics, "js", "The same as %%javascript.", Display::javascript);
    }

    private static void add(Magics magics, String name, String summary, Function<String, Content> kind) {
        magics.add(Magic.cell(name, "", summary, (call, notebook) -> {
            notebook.display(Display.render(kind.apply(call.text())));
            return null;
        }));
    }
}
