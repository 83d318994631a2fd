package org.forkbook.kernel.introspection;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Java source file in which types and members can be looked up: their documentation comments and their text. */
final class JavaSource extends SimpleJavaFileObject {
    private final String code;

    JavaSource(String code) {
        super(URI.create("string:///Source.java"), Kind.SOURCE);
        this.code = code;
    }

    /**
     * A declaration that was found.
     *
     * @param comment the documentation comment, without stars; null when it has none
     */
    record Found(@Nullable String comment, String source) {}

    /**
     * Looks for a type or a member.
     *
     * @param type the type's simple names, from the outermost
     * @param member a method, a field, or {@code <init>}; null for the type itself
     * @param parameters the simple names of a method's parameter types; null for a field
     */
    @Nullable
    Found find(List<String> type, @Nullable String member, @Nullable List<String> parameters) {
        var task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(
                        null,
                        null,
                        new DiagnosticCollector<JavaFileObject>(),
                        List.of("-proc:none"),
                        null,
                        List.of(this));
        try {
            for (var unit : task.parse()) {
                var search = new Search(type, member, parameters);
                search.scan(unit, null);
                var path = search.best;
                if (path != null) {
                    var trees = DocTrees.instance(task);
                    int start = (int) trees.getSourcePositions().getStartPosition(unit, path.getLeaf());
                    int end = (int) trees.getSourcePositions().getEndPosition(unit, path.getLeaf());
                    var comment = trees.getDocComment(path);
                    return new Found(comment, start < 0 || end < start ? "" : code.substring(start, end));
                }
            }
        } catch (IOException | RuntimeException e) {
            return null; // Sources of another JDK may have what this compiler does not know.
        }
        return null;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return code;
    }

    private static final class Search extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final List<String> type;
        private final @Nullable String member;
        private final @Nullable List<String> parameters;
        private final List<String> open = new ArrayList<>();
        private @Nullable TreePath best;
        private int score;

        Search(List<String> type, @Nullable String member, @Nullable List<String> parameters) {
            this.type = type;
            this.member = member;
            this.parameters = parameters;
        }

        @Override
        public @Nullable Void visitClass(ClassTree tree, @Nullable Void nothing) {
            open.add(tree.getSimpleName().toString());
            if (member == null && open.equals(type)) {
                offer(1);
            }
            super.visitClass(tree, null);
            open.remove(open.size() - 1);
            return null;
        }

        @Override
        public @Nullable Void visitVariable(VariableTree tree, @Nullable Void nothing) {
            var isField = getCurrentPath().getParentPath().getLeaf() instanceof ClassTree;
            if (isField
                    && parameters == null
                    && open.equals(type)
                    && tree.getName().contentEquals(String.valueOf(member))) {
                offer(1);
            }
            return super.visitVariable(tree, null);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree tree, @Nullable Void nothing) {
            var wanted = parameters;
            if (wanted != null && open.equals(type) && tree.getName().contentEquals(String.valueOf(member))) {
                var own = tree.getParameters().stream()
                        .map(parameter -> simple(parameter.getType()))
                        .toList();
                offer(own.equals(wanted) ? 3 : own.size() == wanted.size() ? 2 : 1);
            }
            return super.visitMethod(tree, null);
        }

        private static String simple(@Nullable Tree type) {
            return InspectedName.simpleType(String.valueOf(type));
        }

        private void offer(int quality) {
            if (quality > score) {
                score = quality;
                best = getCurrentPath();
            }
        }
    }
}
