package org.forkbook.grading;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import org.forkbook.kernel.interpreter.CellTrees;
import org.jspecify.annotations.Nullable;

/**
 * Text in a check's source that its author wrote for students who fail it: what is tested, as in {@code
 * Check.that("square(3)", ..)}, or a hint, as in {@code .hint("n times n")}.
 *
 * @param text the text as a message shows it; never empty
 * @param isHint whether it is a hint
 */
record CheckText(String text, boolean isHint) {

    private static final int LONGEST = 500;

    /** The texts of a check, in the order of its source. */
    static List<CheckText> in(String source) {
        return CellTrees.read(source, cell -> {
            var search = new Search();
            cell.top().forEach(tree -> search.scan(tree, null));
            return search.found;
        });
    }

    private static final class Search extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final List<CheckText> found = new ArrayList<>();

        @Override
        public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void nothing) {
            super.visitMethodInvocation(call, null); // First the text of the check, then its hint.
            if (call.getMethodSelect() instanceof MemberSelectTree method
                    && !call.getArguments().isEmpty()) {
                boolean isHint = method.getIdentifier().contentEquals("hint");
                if (isHint || isCheck(method.getExpression())) {
                    add(call.getArguments().get(0), isHint);
                }
            }
            return null;
        }

        private void add(ExpressionTree argument, boolean isHint) {
            if (argument instanceof LiteralTree literal && literal.getValue() instanceof String value) {
                var text = value.strip();
                if (!text.isEmpty() && text.length() <= LONGEST) {
                    found.add(new CheckText(text, isHint));
                }
            }
        }

        private static boolean isCheck(ExpressionTree tree) {
            return (tree instanceof IdentifierTree name && name.getName().contentEquals("Check"))
                    || (tree instanceof MemberSelectTree select
                            && select.getIdentifier().contentEquals("Check"));
        }
    }
}
