package org.forkbook.grading;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.TypeParameterTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import org.forkbook.kernel.interpreter.CellTrees;
import org.jspecify.annotations.Nullable;

/**
 * Names in a cell's code: what it declares, imports and uses.
 *
 * @param types the types that it declares for the cells to come
 * @param methods the methods likewise
 * @param variables the variables likewise
 * @param imports what it imports, as a kernel reports it: {@code import java.util.List}, {@code import static a.B.*}
 * @param used what it uses from elsewhere: types, packages, methods that are called without a receiver, magics
 */
record SourceNames(
        Set<String> types, Set<String> methods, Set<String> variables, Set<String> imports, Set<String> used) {

    /** The packages whose first names a variable could hide. */
    private static final Set<String> ROOTS = Set.of("java", "org");

    /** All names that it declares. */
    Set<String> declared() {
        var all = new LinkedHashSet<>(types);
        all.addAll(methods);
        all.addAll(variables);
        return all;
    }

    static SourceNames of(String cell) {
        return CellTrees.read(cell, SourceNames::of);
    }

    private static SourceNames of(CellTrees cell) {
        var imports = new LinkedHashSet<String>();
        for (var each : cell.imports()) {
            imports.add((each.isStatic() ? "import static " : "import ") + each.getQualifiedIdentifier());
        }
        var types = new LinkedHashSet<String>();
        var methods = new LinkedHashSet<String>();
        var variables = new LinkedHashSet<String>();
        for (var tree : cell.top()) {
            if (tree instanceof ClassTree type) {
                types.add(type.getSimpleName().toString());
            } else if (tree instanceof MethodTree method) {
                methods.add(method.getName().toString());
            } else if (tree instanceof VariableTree variable) {
                variables.add(variable.getName().toString());
            }
        }
        return new SourceNames(types, methods, variables, imports, used(cell));
    }

    private static Set<String> used(CellTrees cell) {
        var scan = new Scan();
        cell.top().forEach(tree -> scan.scan(tree, null));
        var used = new TreeSet<>(scan.used);
        used.removeAll(scan.own);
        used.addAll(cell.magics());
        return used;
    }

    /** Scanner of the names that are used, and of those that the cell itself declares, at any depth. */
    private static final class Scan extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final Set<String> used = new HashSet<>();
        private final Set<String> own = new HashSet<>();

        @Override
        public @Nullable Void visitImport(ImportTree tree, @Nullable Void nothing) {
            return null; // An import uses nothing of the notebook's.
        }

        @Override
        public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void nothing) {
            var name = tree.getName().toString();
            if (ROOTS.contains(name) || (!name.isEmpty() && Character.isUpperCase(name.codePointAt(0)))) {
                used.add(name);
            }
            return null;
        }

        @Override
        public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void nothing) {
            if (tree.getMethodSelect() instanceof IdentifierTree method) {
                used.add(method.getName().toString());
            }
            return super.visitMethodInvocation(tree, null);
        }

        @Override
        public @Nullable Void visitClass(ClassTree tree, @Nullable Void nothing) {
            return declared(tree.getSimpleName(), () -> super.visitClass(tree, null));
        }

        @Override
        public @Nullable Void visitMethod(MethodTree tree, @Nullable Void nothing) {
            return declared(tree.getName(), () -> super.visitMethod(tree, null));
        }

        @Override
        public @Nullable Void visitTypeParameter(TypeParameterTree tree, @Nullable Void nothing) {
            return declared(tree.getName(), () -> super.visitTypeParameter(tree, null));
        }

        private @Nullable Void declared(CharSequence name, Runnable parts) {
            own.add(name.toString());
            parts.run();
            return null;
        }
    }
}
