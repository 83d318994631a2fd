package org.forkbook.kernel.jshell;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.concurrent.TimeUnit;
import org.forkbook.kernel.execution.CellThread;
import org.forkbook.kernel.execution.NotebookClassLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A session before anything needs JShell, and after it was closed. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
final class NotebookSessionTest {

    /** A block with a class of each package that notebooks import. */
    private static final String BLOCK = """
            if (true) return List.of(new File(""), BigDecimal.ONE, URI.create(""), Path.of(""), new TimeUnit[0], UnaryOperator.identity(),
                    Preferences.MAX_KEY_LENGTH, Pattern.compile(""), Stream.of(), Duration.ZERO, StartMethod.SPAWN,
                    new Workloads[0], input("?"), display(1));
            """;

    private final NotebookClasses classes =
            new NotebookClasses(new NotebookClassLoader(NotebookSessionTest.class.getClassLoader()));

    private NotebookSession open() {
        return new NotebookSession(classes, new CellThread(classes.loader()));
    }

    @Test
    void aBlockHasTheSameImportsBeforeJShellIsNeededAndAfter() {
        try (var session = open()) {
            assertNotNull(session.compileBlock(BLOCK, "In [1]", 1, true), "before");
            session.prepare();
            assertNotNull(session.compileBlock(BLOCK, "In [2]", 1, true), "after");
            assertNull(session.compileBlock("new Nonsense();", "In [3]", 1, true));
            assertEquals(1, session.active().size(), "all imports are one snippet");
        }
    }

    @Test
    void nothingIsPreparedOnceItIsClosed() {
        var session = open();
        session.close();
        assertDoesNotThrow(session::prepare, "a kernel may end before its timer does");
    }
}
