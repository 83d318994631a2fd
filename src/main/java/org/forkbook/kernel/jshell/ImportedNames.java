package org.forkbook.kernel.jshell;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.tools.JavaFileManager;
import javax.tools.ToolProvider;
import org.forkbook.kernel.source.InMemoryClassFiles;
import org.jspecify.annotations.Nullable;

/**
 * Scanner that finds the names in a declaration that depend on an import. Written out in full, they keep their meaning
 * whatever is imported or declared later.
 */
final class ImportedNames extends TreePathScanner<@Nullable Void, @Nullable Void> {

    private final CompilationUnitTree unit;
    private final Trees trees;

    /** The qualifier to insert at each position. */
    private final TreeMap<Long, String> qualifiers = new TreeMap<>();

    private ImportedNames(CompilationUnitTree unit, Trees trees) {
        this.unit = unit;
        this.trees = trees;
    }

    /**
     * The source with these names written out.
     *
     * @param files the files of a compiler that knows what the source refers to
     */
    static String writtenOut(InMemoryClassFiles.Source source, JavaFileManager files, List<String> options) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var task = (JavacTask) compiler.getTask(null, files, problem -> {}, options, null, List.of(source));
        try {
            var unit = task.parse().iterator().next();
            task.analyze();
            var names = new ImportedNames(unit, Trees.instance(task));
            names.scan(new TreePath(unit), null);
            var text = new StringBuilder(source.getCharContent(true));
            for (Map.Entry<Long, String> name : names.qualifiers.descendingMap().entrySet()) {
                text.insert(Math.toIntExact(name.getKey()), name.getValue());
            }
            return text.toString();
        } catch (IOException e) {
            throw new IllegalStateException("a source in memory can't be read", e);
        }
    }

    @Override
    public @Nullable Void visitIdentifier(IdentifierTree name, @Nullable Void nothing) {
        var element = trees.getElement(getCurrentPath());
        var home = element == null ? null : element.getEnclosingElement();
        long start = trees.getSourcePositions().getStartPosition(unit, name);
        if (home != null && start >= 0 && isImported(element, home)) {
            var full = home.toString();
            if (!full.isEmpty() && !full.startsWith(InMemoryClassFiles.PACKAGE + ".")) {
                qualifiers.put(start, full + ".");
            }
        }
        return null; // It has no components.
    }

    private static boolean isImported(Element element, Element home) {
        if (element instanceof TypeElement) {
            return home.getKind() == ElementKind.PACKAGE
                    ? !home.toString().equals(InMemoryClassFiles.PACKAGE)
                    : home instanceof TypeElement;
        }
        return home instanceof TypeElement
                && element.getModifiers().contains(Modifier.STATIC)
                && (element.getKind() == ElementKind.METHOD || element.getKind().isField())
                && element.getKind() != ElementKind.ENUM_CONSTANT;
    }
}
