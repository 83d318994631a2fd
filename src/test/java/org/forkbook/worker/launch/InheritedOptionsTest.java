package org.forkbook.worker.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InheritedOptionsTest {

    @Test
    void optionsThatFollowAPathAreSeenAndThePathsThemselvesAreNot() {
        assertEquals(
                List.of("-Xmx64m", "-ea"),
                of(
                        "--module-path",
                        "mods",
                        "-p",
                        "more",
                        "-cp",
                        "a.jar",
                        "-Xmx64m",
                        "-Dx=y",
                        "-ea",
                        "-m",
                        "app/app.Main",
                        "-Xss1m"));
    }

    @Test
    void bothFormsOfAnOptionAreUnderstood() {
        assertEquals(
                List.of("--add-opens=java.base/java.util=ALL-UNNAMED", "--add-exports=java.base/sun.nio=ALL-UNNAMED"),
                of(
                        "--add-opens",
                        "java.base/java.util=ALL-UNNAMED",
                        "--add-exports=java.base/sun.nio=ALL-UNNAMED",
                        "Main"));
    }

    @Test
    void whatIsOpenToAnApplicationsModuleIsOpenToTheClassPath() {
        assertEquals(
                List.of(
                        "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                        "--add-reads=java.sql=java.xml,ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED"),
                of(
                        "--add-opens=java.base/java.util.concurrent=org.forkbook,app",
                        "--add-reads",
                        "java.sql=java.xml,app",
                        "--enable-native-access=app",
                        "-m",
                        "app"));
    }

    @Test
    void modulesThatAreOnTheClassPathNeedNoOptions() {
        assertEquals(
                List.of("--add-modules=jdk.incubator.vector"),
                of(
                        "--add-modules",
                        "app,jdk.incubator.vector,ALL-MODULE-PATH",
                        "--add-modules=app",
                        "--add-opens=app/app=org.forkbook",
                        "--add-reads=app=ALL-UNNAMED",
                        "-m",
                        "app"));
    }

    private static List<String> of(String... arguments) {
        return InheritedOptions.of(arguments, Set.of("app", "org.forkbook"));
    }
}
