package org.forkbook.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every example in the library's Javadoc compiles. */
@Timeout(300)
class ExamplesTest {

    private static final Path SOURCES =
            Path.of(System.getProperty("forkbook.checkout", ""), "src/main/java/org/forkbook/multiprocessing");
    private static final Pattern BLOCK = Pattern.compile("<pre>\\{@code\\n(.*?)\\n[ *]*\\}</pre>", Pattern.DOTALL);
    /** A method that stands before the statements, as it does in a cell. */
    private static final Pattern MEMBER = Pattern.compile("\\A(\\w+ \\w+\\([^)]*\\) \\{[^\\n]*\\}\\n)");

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static List<Source> examples() throws IOException {
        var examples = new ArrayList<Source>();
        try (var files = Files.walk(SOURCES)) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                var found = BLOCK.matcher(Files.readString(file));
                while (found.find()) {
                    var of = file.getFileName().toString().replaceAll("\\W.*", "");
                    examples.add(example("Example_" + of + "_" + examples.size(), found.group(1)));
                }
            }
        }
        return examples;
    }

    private static Source example(String name, String comment) {
        var text = comment.replaceAll("(?m)^\\s*\\* ?", "");
        var member = MEMBER.matcher(text);
        var members = member.find() ? member.group(1) : "";
        var statements = text.substring(members.length()).strip();
        if (!statements.matches("(?s).*[;}]( *//[^\\n]*)?")) {
            statements += ";"; // An expression, as the last line of a cell may be.
        }
        return new Source(name, """
                package org.forkbook.multiprocessing;
                import static java.nio.charset.StandardCharsets.UTF_8;
                import java.nio.charset.StandardCharsets;
                import java.time.Duration;
                import java.util.*;
                import java.util.concurrent.*;
                import java.util.stream.*;
                import org.forkbook.multiprocessing.connection.*;
                import org.forkbook.multiprocessing.locks.*;
                import org.forkbook.multiprocessing.manager.*;
                import org.forkbook.multiprocessing.monitor.*;
                import org.forkbook.multiprocessing.pool.*;
                import org.forkbook.multiprocessing.queue.*;
                import org.forkbook.multiprocessing.shared.*;
                class %s extends ExampleContext {
                %s
                void run() throws Exception {
                %s
                }}
                """.formatted(name, members, statements));
    }

    @Test
    void everyExampleOfTheJavadocCompiles(@TempDir Path out) throws Exception {
        var examples = examples();
        assertTrue(examples.size() >= 30, () -> "found " + examples.size());
        var problems = new DiagnosticCollector<JavaFileObject>();
        var options = List.of("-proc:none", "-d", out.toString(), "-cp", System.getProperty("java.class.path"));
        ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, problems, options, null, examples)
                .call();
        var errors = problems.getDiagnostics().stream()
                .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                .map(Object::toString)
                .collect(Collectors.joining("\n"));
        assertEquals("", errors);
    }
}
