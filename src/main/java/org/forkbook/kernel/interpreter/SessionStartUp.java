package org.forkbook.kernel.interpreter;

import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.forkbook.kernel.execution.CellFailedException;
import org.forkbook.kernel.magic.MagicArguments;
import org.forkbook.kernel.magic.MagicContext;
import org.forkbook.kernel.settings.Settings;
import org.forkbook.usercode.UserCode;

/**
 * Start-up of a session from the user's settings: jars, scripts, compiler options. An invalid setting is reported once,
 * under the first cell, and everything else works.
 */
final class SessionStartUp {

    private static final List<String> ALWAYS = List.of("-g", "-parameters", "-proc:none");

    private final Settings settings;
    private final List<String> complaints;

    SessionStartUp(Settings settings) {
        this.settings = settings;
        complaints = new ArrayList<>(settings.complaints());
    }

    /** The compiler's options: ours, and the user's as far as the compiler takes them. */
    String[] compilerOptions() {
        var own = settings.compilerOptions();
        if (own.isEmpty()) {
            return ALWAYS.toArray(new String[0]);
        }
        var all = new ArrayList<>(ALWAYS);
        all.addAll(own);
        if (own.contains("--enable-preview")) {
            if (!jvmHasPreview()) {
                complaints.add("The compiler option --enable-preview needs a JVM that has it too. Run"
                        + " forkbook install --jvm-option=--enable-preview, or use forkbook run, which adds"
                        + " it by itself");
                return ALWAYS.toArray(new String[0]);
            }
            if (own.stream().noneMatch(option -> option.matches("--release.*|--source.*|-source"))) {
                all.addAll(List.of("-source", System.getProperty("java.specification.version", "17")));
            }
        }
        try {
            // Errors in options show only when they are used.
            ToolProvider.getSystemJavaCompiler().getTask(null, null, problem -> {}, all, null, List.of());
        } catch (IllegalArgumentException | IllegalStateException e) {
            complaints.add("The compiler does not accept the options " + String.join(" ", own) + ": " + e.getMessage()
                    + ". None of them is used.");
            return ALWAYS.toArray(new String[0]);
        }
        return all.toArray(new String[0]);
    }

    private static boolean jvmHasPreview() {
        var options = ProcessHandle.current().info().arguments().orElse(new String[0]);
        var environment = String.valueOf(System.getenv("JDK_JAVA_OPTIONS"));
        return List.of(options).contains("--enable-preview") || environment.contains("--enable-preview");
    }

    /** Adds the jars and runs the scripts, as if cells had asked for it. */
    void run(MagicContext notebook) {
        settings.classPath()
                .forEach(path -> run("class-path", "%classpath " + MagicArguments.join(List.of(path)), notebook));
        settings.startUpScripts()
                .forEach(path -> run("startup-scripts", "%load " + MagicArguments.join(List.of(path)), notebook));
        if (!settings.startUp().isEmpty()) {
            run("startup", settings.startUp(), notebook);
        }
        complaints.forEach(complaint -> notebook.printError("forkbook: " + complaint + "\n"));
    }

    private void run(String setting, String cell, MagicContext notebook) {
        try {
            notebook.evaluateCell(setting, cell);
        } catch (Exception e) { // Whatever it is, the notebook goes on without.
            var message =
                    e instanceof CellFailedException failed ? failed.failure().message() : UserCode.message(e);
            complaints.add(settings.origins().getOrDefault(setting, setting) + ": " + message);
        }
    }
}
