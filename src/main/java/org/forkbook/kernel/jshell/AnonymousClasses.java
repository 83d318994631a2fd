package org.forkbook.kernel.jshell;

import com.sun.source.tree.ArrayTypeTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;
import org.forkbook.kernel.source.InferredVariable;
import org.forkbook.kernel.source.JavaTokens;
import org.forkbook.kernel.source.JavaTokens.Token;
import org.forkbook.kernel.source.SourceRewrite;
import org.forkbook.kernel.source.SourceRewrite.Edit;
import org.forkbook.kernel.source.SyntaxCheck;
import org.jspecify.annotations.Nullable;

/**
 * Rewriter of the anonymous classes in the initializer of a {@code var}, so that JShell keeps their meaning.
 *
 * <p>JShell turns each into a named class, and moves the initializers of its fields into a constructor, by cutting the
 * text of the declaration at the field's name. That fails for {@code int a = 1, b = 2}, for {@code int[] c = {3}} and
 * for {@code int d[]}, for constants as labels of a {@code switch}, up to Java 19 for static fields, and it has
 * initializer blocks run before the fields that stand above them. So such fields are rewritten before JShell sees them;
 * lines stay where they are.
 *
 * <p>An initializer that captures a variable, in a lambda, needs the constructor: there a block becomes a field, which
 * is moved with the others. Elsewhere a field becomes a block.
 */
final class AnonymousClasses extends TreeScanner<@Nullable Void, @Nullable Void> {

    private static final String HEAD = "class $ { Object $ = ";

    /** Since this Java, JShell leaves static fields where they are. */
    private static final int STATICS_STAY = 20;

    private static final String BLOCK_FIELD = "forkbook$block";

    private final String code;
    private final int offset;
    private final SyntaxCheck.Parsed parsed;
    private final List<Edit> edits = new ArrayList<>();
    private int scopes;

    /** @param offset where the parsed initializer starts in the source, less where it starts in {@code code} */
    private AnonymousClasses(String code, int offset, SyntaxCheck.Parsed parsed) {
        this.code = code;
        this.offset = offset;
        this.parsed = parsed;
    }

    /** The source that JShell gets; unchanged unless it is such a declaration. */
    static SourceRewrite rewritten(String source, SyntaxCheck syntax) {
        var variable = source.contains("new") && source.contains("{") ? InferredVariable.of(source) : null;
        return new SourceRewrite(source, variable == null ? List.of() : edits(source, variable, syntax));
    }

    private static List<Edit> edits(String source, InferredVariable variable, SyntaxCheck syntax) {
        int start = source.lastIndexOf(variable.initializer());
        var code = HEAD + variable.initializer() + ";}";
        var parsed = syntax.parse(code);
        if (!parsed.problems().isEmpty()) {
            return List.of(); // JShell reports the error.
        }
        var found = new AnonymousClasses(code, start - HEAD.length(), parsed);
        found.scan(parsed.unit(), null);
        found.edits.sort(Comparator.comparingInt(Edit::start));
        return found.edits;
    }

    @Override
    public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void nothing) {
        scopes++;
        super.visitLambdaExpression(tree, null);
        scopes--;
        return null;
    }

    @Override
    public @Nullable Void visitSwitchExpression(SwitchExpressionTree tree, @Nullable Void nothing) {
        scopes++;
        super.visitSwitchExpression(tree, null);
        scopes--;
        return null;
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void nothing) {
        var body = tree.getClassBody();
        if (body == null) {
            return super.visitNewClass(tree, null);
        }
        rewrite(body);
        return null; // JShell doesn't look into it for others.
    }

    private void rewrite(ClassTree body) {
        var groups = new ArrayList<List<VariableTree>>();
        var blocks = new ArrayList<BlockTree>();
        int last = -1;
        for (var member : body.getMembers()) {
            if (member instanceof VariableTree field) {
                if (groups.isEmpty() || start(field) != last) {
                    groups.add(new ArrayList<>());
                }
                last = start(field);
                groups.get(groups.size() - 1).add(field);
            } else if (member instanceof BlockTree block && !block.isStatic()) {
                blocks.add(block);
            }
        }
        var isCapturing = scopes > 0;
        groups.forEach(group -> rewrite(group, !blocks.isEmpty() && !isCapturing));
        if (isCapturing) {
            int number = 0;
            for (var block : blocks) {
                edit(
                        start(block),
                        start(block),
                        "private final int " + BLOCK_FIELD + number++ + " = switch (0) { default -> { ");
                edit(end(block), end(block), " yield 0; } };");
            }
        }
        inlineLabels(body, groups);
    }

    /**
     * Writes the fields of one declaration, each by itself.
     *
     * @param areInBlocks whether instance fields get their values in initializer blocks
     */
    private void rewrite(List<VariableTree> fields, boolean areInBlocks) {
        var first = fields.get(0);
        var base = base(first);
        var modifiers = code.substring(start(first), start(base));
        var type = code.substring(start(base), end(base));
        int from = start(first);
        int after = end(base); // Where the next name is looked for.
        var closing = "";
        for (var field : fields) {
            var value = field.getInitializer();
            int name = code.indexOf(field.getName().toString(), after);
            int named = name + field.getName().length();
            int to = value != null ? start(value) : endOfBrackets(named);
            var isStatic = field.getModifiers().getFlags().contains(Modifier.STATIC);
            var isInBlock = value != null && (isStatic ? Runtime.version().feature() < STATICS_STAY : areInBlocks);
            var isList = value instanceof NewArrayTree array && array.getType() == null;
            if (fields.size() > 1
                    || isInBlock
                    || isList
                    || code.substring(named, to).contains("[")) {
                var own = oneLine(type) + "[]".repeat(dimensions(field));
                var text = closing + oneLine(modifiers) + " " + own + " " + field.getName()
                        + (value == null ? "" : isInBlock ? opened(field, isStatic) : " = ")
                        + (isList ? "new " + own + " " : "");
                var lines = "\n".repeat((int)
                        code.substring(from, to).chars().filter(c -> c == '\n').count());
                edit(from, to, text + lines);
            }
            closing = isInBlock ? "; } " : "; ";
            from = value != null ? end(value) : to;
            after = from;
        }
        if (closing.contains("}")) {
            int end = end(fields.get(fields.size() - 1));
            edit(end, end, " }");
        }
    }

    private static String opened(VariableTree field, boolean isStatic) {
        return "; " + (isStatic ? "static " : "") + "{ " + field.getName() + " = ";
    }

    /** Replaces {@code case} labels that name such a field by its value: once moved, it is no constant. */
    private void inlineLabels(ClassTree body, List<List<VariableTree>> groups) {
        Map<String, String> constants = new HashMap<>();
        groups.stream()
                .flatMap(List::stream)
                .filter(field -> field.getModifiers().getFlags().contains(Modifier.FINAL)
                        && field.getInitializer() instanceof LiteralTree)
                .forEach(field -> constants.put(field.getName().toString(), text(field.getInitializer())));
        if (constants.isEmpty()) {
            return;
        }
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitCase(CaseTree tree, @Nullable Void nothing) {
                for (ExpressionTree label : tree.getExpressions()) {
                    var value = label instanceof IdentifierTree ? constants.get(text(label)) : null;
                    if (value != null) {
                        edit(start(label), end(label), value);
                    }
                }
                return super.visitCase(tree, null);
            }
        }.scan(body, null);
    }

    private static Tree base(VariableTree field) {
        var type = field.getType();
        while (type instanceof ArrayTypeTree array) {
            type = array.getType();
        }
        return type;
    }

    private static int dimensions(VariableTree field) {
        int count = 0;
        for (var type = field.getType(); type instanceof ArrayTypeTree array; type = array.getType()) {
            count++;
        }
        return count;
    }

    private int endOfBrackets(int at) {
        int end = at;
        for (int i = at;
                i < code.length() && (Character.isWhitespace(code.charAt(i)) || "[]".indexOf(code.charAt(i)) >= 0);
                i++) {
            end = code.charAt(i) == ']' ? i + 1 : end;
        }
        return end;
    }

    /** The text without comments. */
    private static String oneLine(String text) {
        return JavaTokens.of(text).stream().map(Token::text).collect(Collectors.joining(" "));
    }

    private String text(Tree tree) {
        return code.substring(start(tree), end(tree));
    }

    private int start(Tree tree) {
        return (int) parsed.positions().getStartPosition(parsed.unit(), tree);
    }

    private int end(Tree tree) {
        return (int) parsed.positions().getEndPosition(parsed.unit(), tree);
    }

    private void edit(int start, int end, String text) {
        edits.add(new Edit(start + offset, end + offset, text));
    }
}
