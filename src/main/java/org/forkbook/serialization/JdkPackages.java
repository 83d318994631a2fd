package org.forkbook.serialization;

import java.util.Set;
import java.util.stream.Collectors;

/** The set of packages of the JDK that runs this process, computed on first use. */
final class JdkPackages {

    private static final Set<String> PACKAGES = ModuleLayer.boot().modules().stream()
            .filter(module ->
                    module.getName().startsWith("java.") || module.getName().startsWith("jdk."))
            .flatMap(module -> module.getPackages().stream())
            .collect(Collectors.toUnmodifiableSet());

    private JdkPackages() {}

    /** Whether a class, given by its binary name, is in one of the JDK's packages. */
    static boolean has(String className) {
        return PACKAGES.contains(className.substring(0, Math.max(0, className.lastIndexOf('.'))));
    }
}
