package org.forkbook.worker.launch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parent's own JVM options that change what a program means or may do, as far as the system reveals them. */
final class InheritedOptions {
    /** Those whose value is the next argument where it doesn't follow an equals sign. */
    private static final Set<String> OF_MODULES =
            Set.of("--add-opens", "--add-exports", "--add-reads", "--add-modules", "--enable-native-access");

    private static final Set<String> PATHS =
            Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path", "--upgrade-module-path");

    /** This process's own, read once because they don't change. */
    private static final List<String> OWN = of(
            ProcessHandle.current().info().arguments().orElse(new String[0]),
            ApplicationModules.all().keySet());

    private InheritedOptions() {}

    static List<String> own() {
        return OWN;
    }

    /**
     * Those of a JVM with such arguments.
     *
     * @param applicationModules the modules of its module path, which are on the workers' class path
     */
    static List<String> of(String[] arguments, Set<String> applicationModules) {
        var kept = new ArrayList<String>();
        for (int i = 0; i < arguments.length && arguments[i].startsWith("-"); i++) {
            if (arguments[i].endsWith("IgnoreUnrecognizedVMOptions")) {
                kept.add(arguments[i]); // First: this JVM may have ignored some of the options that follow.
            }
        }
        for (int i = 0; i < arguments.length && arguments[i].startsWith("-"); i++) {
            var argument = arguments[i];
            var name = argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
            if (argument.equals("-jar") || argument.equals("-m") || name.equals("--module")) {
                break;
            } else if (PATHS.contains(argument)) {
                i++;
            } else if (OF_MODULES.contains(name)) {
                var separate = name.equals(argument);
                if (separate && ++i == arguments.length) {
                    break;
                }
                var value = separate ? arguments[i] : argument.substring(name.length() + 1);
                var translated = onClassPath(name, value, applicationModules);
                if (translated != null) {
                    kept.add(name + "=" + translated);
                }
            } else if (argument.startsWith("--enable-")
                    || argument.startsWith("--illegal-native-access")
                    || argument.startsWith("--sun-misc-unsafe")
                    || argument.startsWith("-Xmx")
                    || argument.startsWith("-Xss")
                    || argument.startsWith("-da")
                    || argument.startsWith("-ea")) {
                kept.add(argument);
            }
        }
        return kept;
    }

    /** What an option says of a JVM that has the application's modules on its class path; null if that is nothing. */
    private static @Nullable String onClassPath(String option, String value, Set<String> applicationModules) {
        return switch (option) {
            case "--add-modules" ->
                nullIfEmpty(Arrays.stream(value.split(",", -1))
                        .filter(module -> !applicationModules.contains(module) && !module.equals("ALL-MODULE-PATH"))
                        .collect(Collectors.joining(",")));
            case "--enable-native-access" -> modules(value, applicationModules);
            default -> {
                int equals = value.indexOf('=');
                var subject = equals < 0 ? value : value.substring(0, equals);
                var module = subject.contains("/") ? subject.substring(0, subject.indexOf('/')) : subject;
                yield applicationModules.contains(module)
                        ? null
                        : subject + "=" + modules(value.substring(equals + 1), applicationModules);
            }
        };
    }

    private static String modules(String names, Set<String> applicationModules) {
        return Arrays.stream(names.split(",", -1))
                .map(name -> applicationModules.contains(name) ? "ALL-UNNAMED" : name)
                .distinct()
                .collect(Collectors.joining(","));
    }

    private static @Nullable String nullIfEmpty(String value) {
        return value.isEmpty() ? null : value;
    }
}
