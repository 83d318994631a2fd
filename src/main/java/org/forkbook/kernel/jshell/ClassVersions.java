package org.forkbook.kernel.jshell;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.forkbook.kernel.bytecode.CellBytecode;
import org.forkbook.kernel.bytecode.ConstantNames;
import org.forkbook.kernel.source.WrapperNames;

/**
 * Registry of the versions of JShell's wrapper classes. JShell gives the class of a declaration the same name each time
 * it compiles it, but a class loader can define that name only once. So each change makes a version with its own name,
 * and code refers to the versions that are current when it is compiled. A class that is recompiled to the same code,
 * with the same versions of its references, remains the same version, with its objects and its static fields.
 *
 * <p>Nested and wrapped classes are registered under their wrapper's name: {@code REPL.$JShell$12} for {@code
 * REPL.$JShell$12$Node}.
 */
final class ClassVersions {

    private static final Pattern ANONYMOUS = Pattern.compile("\\$JShell\\$anonymous\\$\\$(\\d+)");
    private static final int LETTERS = 26;

    /** A placeholder for the name of a new version: no class has it. */
    private static final String OTHER = "REPL.$JShell$?";

    private final Map<String, Version> current = new HashMap<>();
    private final Map<String, Integer> made = new HashMap<>();

    /** The numbers of anonymous classes, which JShell counts on with each evaluation, as they are within their wrappers. */
    private final Map<String, String> anonymous = new HashMap<>();

    /**
     * A version of a wrapper class.
     *
     * @param name the wrapper's name in this process
     * @param code its classes by JShell's names, with the names of versions in them
     */
    record Version(String name, Map<String, byte[]> code) {}

    /** A copy of the current versions, by the names that JShell gave them. */
    Map<String, Version> current() {
        return Map.copyOf(current);
    }

    /** The name of a class in this process. */
    String nameOf(String className) {
        return linked(className, this::named);
    }

    private String named(String wrapper) {
        var version = current.get(wrapper);
        return version == null ? wrapper : version.name();
    }

    /** A class with the names of the current versions in the place of those that JShell gave. */
    byte[] linked(byte[] classFile) {
        return linked(classFile, this::named);
    }

    private byte[] linked(byte[] classFile, Function<String, String> names) {
        return ConstantNames.replace(classFile, text -> text.contains("$JShell$") ? linked(text, names) : text);
    }

    private String linked(String text, Function<String, String> names) {
        var versions = WrapperNames.WRAPPER
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        names.apply(found.group().replace('/', '.')).replace(".", found.group(1))));
        return ANONYMOUS
                .matcher(versions)
                .replaceAll(found -> Matcher.quoteReplacement(
                        "$JShell$anonymous$$" + anonymous.getOrDefault(found.group(1), found.group(1))));
    }

    private void countAnonymous(Collection<String> classNames) {
        var numbers = new TreeSet<Integer>();
        for (var name : classNames) {
            var matcher = ANONYMOUS.matcher(name);
            while (matcher.find()) {
                numbers.add(Integer.valueOf(matcher.group(1)));
            }
        }
        int count = 0;
        for (int number : numbers) {
            anonymous.put(String.valueOf(number), String.valueOf(count++));
        }
    }

    /**
     * Registers the classes that were compiled last.
     *
     * @param compiled classes by their names, by their wrappers
     * @param isNew whether a wrapper gets a new version even if its code is the same
     * @param earlier versions that may be meant, before the current ones
     * @return the wrappers that have a version now that they never had before
     */
    Set<String> update(
            Map<String, Map<String, byte[]>> compiled, Predicate<String> isNew, Map<String, Version> earlier) {
        compiled.values().forEach(code -> countAnonymous(code.keySet()));
        var same = new HashMap<String, Version>();
        for (var candidates : List.of(earlier, current)) {
            for (var wrapper : compiled.keySet()) {
                var candidate = candidates.get(wrapper);
                if (candidate != null && !isNew.test(wrapper)) {
                    same.putIfAbsent(wrapper, candidate);
                }
            }
            retainEqual(same, compiled);
        }
        var fresh = new HashMap<String, Version>();
        compiled.keySet().forEach(wrapper -> {
            if (!same.containsKey(wrapper)) {
                fresh.put(wrapper, new Version(next(wrapper), new HashMap<>()));
            }
        });
        current.putAll(same);
        current.putAll(fresh);
        fresh.forEach((wrapper, version) -> compiled.getOrDefault(wrapper, Map.of())
                .forEach((name, classFile) -> version.code().put(name, linked(classFile))));
        return fresh.keySet();
    }

    /** Keeps the versions that equal the compiled classes, if the versions that these refer to stay the same. */
    private void retainEqual(Map<String, Version> versions, Map<String, Map<String, byte[]>> compiled) {
        Function<String, String> names = reference -> {
            var version = versions.get(reference);
            return version != null ? version.name() : compiled.containsKey(reference) ? OTHER : named(reference);
        };
        while (versions.entrySet().removeIf(version -> {
            var code = compiled.get(version.getKey());
            if (code == null) {
                return false;
            }
            var linked = new LinkedHashMap<String, byte[]>();
            code.forEach((name, classFile) -> linked.put(name, linked(classFile, names)));
            return !isSame(version.getValue().code().values(), linked.values());
        })) {}
    }

    private String next(String wrapper) {
        int number = made.merge(wrapper, 1, Integer::sum) - 1;
        var letters = new StringBuilder();
        for (int i = number; i > 0; i = (i - 1) / LETTERS) {
            letters.insert(0, (char) ('A' + (i - 1) % LETTERS));
        }
        return wrapper + letters;
    }

    /** Whether the code is the same, whatever its line numbers: the number of imports above it doesn't matter. */
    private static boolean isSame(Collection<byte[]> one, Collection<byte[]> other) {
        return one.size() == other.size() && withoutPlace(one).equals(withoutPlace(other));
    }

    private static Set<ByteBuffer> withoutPlace(Collection<byte[]> code) {
        return CellBytecode.withoutPlace(code).stream().map(ByteBuffer::wrap).collect(Collectors.toSet());
    }

    /** Forgets the wrappers that JShell doesn't have any more. */
    void retain(Set<String> wrappers) {
        current.keySet().retainAll(wrappers);
    }
}
