package org.forkbook.kernel.jshell;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import jdk.jshell.ImportSnippet;
import jdk.jshell.JShell;
import jdk.jshell.PersistentSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.VarSnippet;
import org.forkbook.kernel.source.InMemoryClassFiles;
import org.forkbook.kernel.source.JavaTokens;
import org.forkbook.kernel.source.JavaTokens.Kind;
import org.forkbook.kernel.source.JavaTokens.Token;
import org.jspecify.annotations.Nullable;

/**
 * Direct compiler for blocks of statements that declare nothing visible to others: it compiles the class that JShell
 * would make of a block, at once. JShell analyses a statement four times, each time with an import of every name in the
 * notebook; here it is once, with the names that the block mentions.
 *
 * <p>Code that does not compile here is left to JShell, whose messages are better. A block means the same either way:
 * its class is in JShell's package, with JShell's imports and JShell's text.
 *
 * <p>Not safe for many threads.
 */
final class BlockCompiler {

    /** JShell numbers its classes too, but never like this. */
    private static final String CLASS = "$JShell$00_";

    private static final String METHOD = "do_it$";

    /**
     * {@code -Dforkbook.short-way=off} leaves everything to JShell, to find out whether this compiler causes a problem.
     */
    private static final String PROPERTY = "forkbook.short-way";

    /** The options that JShell compiles statements with. */
    private static final List<String> OPTIONS = List.of("-Xlint:unchecked,-strictfp", "-proc:none", "-parameters");

    private final JShell shell;
    private final SourceCodeAnalysis analysis;
    private final InMemoryClassFiles files;
    private final List<String> options;
    private @Nullable JavacPool pool;
    private int number;

    /** A compiled block: its class, nested classes, and the line of its source on which the block starts. */
    record Block(String name, Map<String, byte[]> classes, int firstLine) {

        /** The method that runs it. */
        CompiledSnippet.Call call() {
            return new CompiledSnippet.Call(name, METHOD);
        }
    }

    /** @param known the notebook's classes as javac made them; looked at each time */
    BlockCompiler(
            JShell shell,
            SourceCodeAnalysis analysis,
            JavaFileManager files,
            Map<String, byte[]> known,
            List<String> options) {
        this.shell = shell;
        this.analysis = analysis;
        this.files = new InMemoryClassFiles(files, known);
        this.options = new ArrayList<>(OPTIONS);
        this.options.addAll(options);
        pool = System.getProperty(PROPERTY, "on").equals("off") ? null : JavacPool.open();
    }

    /** Drops the compilers that know the old class path, after it has grown. */
    void renew() {
        pool = pool == null ? null : JavacPool.open();
    }

    /** Compiles a block; null when it can't be done here. */
    @Nullable
    Block compile(String source) {
        var javac = pool;
        var imports = javac == null ? null : imports(source);
        if (javac == null || imports == null) {
            return null;
        }
        var name = CLASS + ++number;
        var head = "package " + InMemoryClassFiles.PACKAGE + ";\n" + imports + "public class " + name
                + " {\npublic static java.lang.Object " + METHOD + "() throws java.lang.Throwable {\n";
        var unit = new InMemoryClassFiles.Source(
                InMemoryClassFiles.PACKAGE + "." + name, head + source + "\nreturn null;}}\n");
        var failed = new AtomicBoolean();
        try {
            var done = javac.with(
                    files,
                    problem -> note(problem, failed),
                    options,
                    unit,
                    InMemoryClassFiles.PACKAGE,
                    task -> task.call());
            var classes = files.taken();
            return done && !failed.get()
                    ? new Block(InMemoryClassFiles.PACKAGE + "." + name, classes, 1 + (int) lines(head))
                    : null;
        } catch (LinkageError e) {
            System.getLogger("org.forkbook.kernel").log(Level.DEBUG, "from now on JShell compiles all", e);
            pool = null;
            return null;
        } catch (IllegalStateException e) {
            files.taken();
            return null; // javac crashes on some code: then JShell decides.
        }
    }

    /**
     * A declaration with imported names written out in full, so that it keeps its present meaning.
     *
     * @param isMember whether its place is in a class; else it is in a method
     */
    String withFullNames(String declaration, boolean isMember) {
        var imports = imports(declaration);
        if (imports == null) {
            return declaration;
        }
        var name = CLASS + ++number;
        var head = "package " + InMemoryClassFiles.PACKAGE + ";\n" + imports + "class " + name + " {\n"
                + (isMember ? "" : "static void " + METHOD + "() throws java.lang.Throwable {\n");
        var end = isMember ? "\n}\n" : "\n}}\n";
        var source = new InMemoryClassFiles.Source(InMemoryClassFiles.PACKAGE + "." + name, head + declaration + end);
        var full = ImportedNames.writtenOut(source, files, options);
        return full.substring(head.length(), full.length() - end.length());
    }

    private static void note(Diagnostic<? extends JavaFileObject> problem, AtomicBoolean failed) {
        if (problem.getKind() == Diagnostic.Kind.ERROR) {
            failed.set(true);
        }
    }

    private static long lines(String text) {
        return text.chars().filter(c -> c == '\n').count();
    }

    /** The imports that the block may need; null when one of them is of a kind that only JShell handles. */
    private @Nullable String imports(String source) {
        var mentioned = source.contains("\\u") ? null : words(source);
        var imports = new StringBuilder();
        var snippets = shell.snippets().toList();
        if (snippets.isEmpty()) { // JShell hasn't been used yet.
            NotebookSession.IMPORTS.forEach(
                    name -> imports.append(NotebookSession.importing(name)).append('\n'));
        }
        for (var snippet : snippets) {
            if (!shell.status(snippet).isDefined()) {
                continue;
            }
            if (snippet instanceof ImportSnippet some) {
                var text = some.source().strip();
                imports.append(text).append(text.endsWith(";") ? "\n" : "\n;\n");
            } else if (snippet instanceof PersistentSnippet named
                    && (mentioned == null || mentioned.contains(named.name()))) {
                if (isVeiled(named)) {
                    return null;
                }
                imports.append("import static ")
                        .append(classOf(named))
                        .append('.')
                        .append(named.name())
                        .append(";\n");
            }
        }
        return imports.toString();
    }

    private String classOf(Snippet snippet) {
        return analysis.wrapper(snippet).fullClassName();
    }

    /** Whether JShell shows its compiler another type than that of the variable's field. */
    private static boolean isVeiled(Snippet snippet) {
        return snippet instanceof VarSnippet variable
                && (variable.typeName().contains("&") || variable.typeName().contains("capture"));
    }

    private static Set<String> words(String source) {
        return JavaTokens.of(source).stream()
                .filter(token -> token.kind() == Kind.WORD)
                .map(Token::text)
                .collect(Collectors.toSet());
    }
}
