package org.forkbook.kernel.source;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Syntax check of a whole cell before any of it runs, by javac's parser, which gets JShell's fragments as members of
 * one class. JShell itself considers some fragments complete that no parser accepts.
 *
 * <p>Not safe for many threads.
 */
public final class SyntaxCheck {

    private static final Set<String> LEVEL = Set.of("-source", "--source", "--release");

    /** The name of the class, and of the method in it, that the fragments of a cell are put into. */
    public static final String WRAPPER = "$";

    private final JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    private final StandardJavaFileManager files = javac.getStandardFileManager(null, null, null);
    private final List<String> options;

    /** Creates a check with the compiler's options: some select the language level. */
    public SyntaxCheck(List<String> compilerOptions) {
        options = ofParser(compilerOptions);
    }

    private static List<String> ofParser(List<String> compilerOptions) {
        var own = new ArrayList<>(List.of("-proc:none"));
        for (int i = 0; i < compilerOptions.size(); i++) {
            var option = compilerOptions.get(i);
            if (option.equals("--enable-preview")) {
                own.add(option);
            } else if (LEVEL.contains(option) && i + 1 < compilerOptions.size()) {
                own.addAll(List.of("-source", compilerOptions.get(i + 1)));
            }
        }
        return own;
    }

    /** The fragments as one class, with the position of each. */
    private static final class Unit {
        private final StringBuilder source = new StringBuilder();
        private final List<Integer> starts = new ArrayList<>();
        private final List<CellFragment> fragments = new ArrayList<>();

        /** Imports, then a class with the members, and a method in it with everything else. */
        static Unit of(List<CellFragment> fragments) {
            var unit = new Unit();
            fragments.stream()
                    .filter(fragment -> fragment.kind() == SnippetKind.IMPORT)
                    .forEach(unit::add);
            unit.source.append("class $ {\n");
            fragments.stream().filter(CellFragment::isMember).forEach(unit::add);
            unit.source.append("Object $() throws Throwable {\n");
            fragments.stream()
                    .filter(fragment -> fragment.kind() != SnippetKind.IMPORT && !fragment.isMember())
                    .forEach(unit::add);
            unit.source.append(";}}\n"); // The last expression may have no semicolon.
            return unit;
        }

        private void add(CellFragment fragment) {
            starts.add(source.length());
            fragments.add(fragment);
            source.append(fragment.source()).append('\n');
        }

        private CompileProblem problem(Diagnostic<? extends JavaFileObject> diagnostic) {
            int at = (int) diagnostic.getPosition();
            int index = 0;
            while (index + 1 < starts.size() && starts.get(index + 1) <= at) {
                index++;
            }
            var fragment = fragments.get(index);
            int start = starts.get(index);
            int last = fragment.offset() + fragment.source().length();
            return new CompileProblem(
                    diagnostic.getMessage(Locale.ENGLISH),
                    diagnostic.getCode(),
                    Math.min(last, fragment.ofSource(diagnostic.getStartPosition() - start)),
                    Math.min(last, fragment.ofSource(diagnostic.getEndPosition() - start)));
        }
    }

    /** The syntax errors of a cell with these fragments; empty when there are none. */
    public List<CompileProblem> check(List<CellFragment> fragments) {
        var unit = Unit.of(fragments);
        if (unit.fragments.isEmpty()) {
            return List.of();
        }
        return parse(unit.source.toString()).problems().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                // "x + 1" is valid in a notebook, but not in a method.
                .filter(diagnostic -> !"compiler.err.not.stmt".equals(diagnostic.getCode()))
                .map(unit::problem)
                .toList();
    }

    /** The trees of a cell with these fragments, in a class and a method called {@link #WRAPPER}. */
    public CompilationUnitTree trees(List<CellFragment> fragments) {
        return parse(Unit.of(fragments).source.toString()).unit();
    }

    /** A parsed source: its tree and its errors. */
    public record Parsed(
            CompilationUnitTree unit, SourcePositions positions, List<Diagnostic<? extends JavaFileObject>> problems) {}

    /** Parses a source. */
    public Parsed parse(String source) {
        var found = new DiagnosticCollector<JavaFileObject>();
        var task = (JavacTask)
                javac.getTask(Writer.nullWriter(), files, found, options, null, List.of(new Source(source)));
        try {
            var unit = task.parse().iterator().next();
            return new Parsed(unit, Trees.instance(task).getSourcePositions(), found.getDiagnostics());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///$.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
