package org.forkbook.kernelspec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class JavaHomeTest {

    @Test
    void theRunningJavaTellsTheSameWhenItIsAsked() throws Exception {
        var own = JavaHome.ofThisProcess();
        var asked = JavaHome.ask(own.folder());
        assertSame(own, own.checked());
        assertEquals(own.java(), asked.java());
        assertEquals(
                Runtime.version().feature(),
                Runtime.Version.parse(asked.version()).feature());
        assertTrue(asked.modules().contains("jdk.jshell"));
    }

    @Test
    void whatIsNoJavaIsNamed(@TempDir Path folder) {
        var refusal = assertThrows(UnsuitableJavaException.class, () -> JavaHome.ask(folder));
        assertTrue(refusal.toString().contains(folder.toString()), refusal.toString());
    }

    @Test
    void anOldJavaAndAJreAreToldApart() {
        var old = new JavaHome(Path.of("/opt/java"), "11.0.2", Set.of("jdk.jshell", "jdk.compiler"));
        var jre = new JavaHome(Path.of("/opt/jre"), "17.0.15", Set.of("java.base"));
        assertTrue(assertThrows(UnsuitableJavaException.class, old::checked)
                .toString()
                .contains("Java 11"));
        assertTrue(assertThrows(UnsuitableJavaException.class, jre::checked)
                .toString()
                .contains("JRE"));
    }
}
