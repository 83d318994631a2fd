package org.forkbook.kernel.interpreter;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import org.forkbook.kernel.source.CellFragment;
import org.forkbook.kernel.source.CellSplitter;
import org.forkbook.kernel.source.SnippetEnd;
import org.forkbook.kernel.source.SnippetKind;
import org.forkbook.kernel.source.SyntaxCheck;
import org.forkbook.kernel.source.UnicodeEscapes;
import org.forkbook.serialization.LargeStack;

/**
 * Syntax trees of a cell, for lookups that don't run it: comments and strings are not code, and Unicode escapes don't
 * hide any. What isn't Java becomes trees, too, as far as the parser can make sense of it.
 */
public final class CellTrees {

    private final List<String> magics;
    private final List<Tree> top = new ArrayList<>();

    private CellTrees(List<String> magics, CompilationUnitTree unit) {
        this.magics = magics;
        top.addAll(unit.getImports());
        for (var type : unit.getTypeDecls()) {
            if (type instanceof ClassTree wrapper && wrapper.getSimpleName().contentEquals(SyntaxCheck.WRAPPER)) {
                wrapper.getMembers().forEach(this::addMember);
            } else {
                top.add(type); // There is a bracket too many in the cell.
            }
        }
    }

    private void addMember(Tree member) {
        if (member instanceof MethodTree method && method.getName().contentEquals(SyntaxCheck.WRAPPER)) {
            var body = method.getBody();
            top.addAll(body == null ? List.of() : body.getStatements());
        } else {
            top.add(member);
        }
    }

    /**
     * Reads a cell, with a stack that is large enough for whatever is nested in it.
     *
     * @param work what is done with its trees; done again if an ordinary stack is too small
     */
    public static <T> T read(String cell, Function<CellTrees, T> work) {
        try {
            return LargeStack.run(() -> work.apply(of(cell)));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("reading trees throws nothing of the kind", e);
        }
    }

    private static CellTrees of(String cell) {
        var fragments = split(CellSplitter.withoutPackage(UnicodeEscapes.decoded(MagicSyntax.javaOf(cell))));
        try {
            return new CellTrees(MagicSyntax.namesIn(cell), new SyntaxCheck(List.of()).trees(fragments));
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof StackOverflowError tooDeep) {
                throw tooDeep; // javac hides it.
            }
            throw e;
        }
    }

    /** The fragments of a cell without the help of a JShell session. */
    private static List<CellFragment> split(String code) {
        var fragments = new ArrayList<CellFragment>();
        int offset = 0;
        while (offset < code.length()) {
            var rest = code.substring(offset);
            int end = SnippetEnd.of(rest);
            var source = end > 0 ? rest.substring(0, end) : rest;
            fragments.add(new CellFragment(source, offset, 0, SnippetKind.of(source), Completeness.COMPLETE));
            offset += source.length();
        }
        return fragments;
    }

    /** The magics that it calls, as in {@code %%junit}, in order. */
    public List<String> magics() {
        return magics;
    }

    /** Its imports, declarations and statements: the imports first, then what may stand in a class, then the others. */
    public List<Tree> top() {
        return top;
    }

    /** Its imports. */
    public List<ImportTree> imports() {
        return top.stream()
                .filter(ImportTree.class::isInstance)
                .map(ImportTree.class::cast)
                .toList();
    }
}
