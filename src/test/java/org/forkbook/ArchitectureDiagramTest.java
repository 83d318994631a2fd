package org.forkbook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The diagram in docs/ARCHITECTURE.md, against the compiled classes. */
@Timeout(120)
class ArchitectureDiagramTest {

    private static final Path PAGE = Path.of("docs", "ARCHITECTURE.md");
    private static final Pattern ARROW = Pattern.compile("(?m)^ +([a-z_]+) --> ([a-z_ &]+)$");
    private static final Pattern NODE = Pattern.compile("(?m)^ +([a-z_]+)\\[\"([a-z.]+)\"\\]$");

    private static final String HOME = "org.forkbook.";

    @Test
    void theDiagramShowsTheDependenciesThatThereAre() throws IOException {
        var dependencies = dependencies();

        assertEquals(
                lines(reduced(dependencies)),
                lines(drawn()),
                () -> "If a new dependency is meant to be, write its arrow into " + PAGE
                        + " (on the left are the arrows that the classes have)");
    }

    @Test
    void everyPackageHasItsBox() throws IOException {
        var boxes = NODE.matcher(Files.readString(PAGE))
                .results()
                .map(box -> box.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
        var packages = new TreeSet<String>();
        for (var type : ProgramClasses.ALL) {
            if (isOurs(type)) {
                packages.add(nameOf(type));
            }
        }

        assertEquals(packages, boxes);
    }

    private static Map<String, Set<String>> dependencies() {
        var arrows = new TreeMap<String, Set<String>>();
        for (var type : ProgramClasses.ALL) {
            if (!isOurs(type)) {
                continue;
            }
            for (var dependency : type.getDirectDependenciesFromSelf()) {
                var target = dependency.getTargetClass().getBaseComponentType();
                if (isOurs(target) && !nameOf(target).equals(nameOf(type))) {
                    arrows.computeIfAbsent(nameOf(type), name -> new TreeSet<>())
                            .add(nameOf(target));
                }
            }
        }
        return arrows;
    }

    /** The transitive reduction: without the arrows that others imply. */
    private static Map<String, Set<String>> reduced(Map<String, Set<String>> arrows) {
        var reached = new TreeMap<String, Set<String>>();
        arrows.keySet().forEach(from -> {
            var all = new TreeSet<String>();
            reach(from, arrows, all);
            reached.put(from, all);
        });
        var reduced = new TreeMap<String, Set<String>>();
        arrows.forEach((from, targets) -> {
            var left = new TreeSet<>(targets);
            targets.forEach(over -> left.removeAll(reached.getOrDefault(over, Set.of())));
            reduced.put(from, left);
        });
        return reduced;
    }

    private static void reach(String from, Map<String, Set<String>> arrows, Set<String> reached) {
        for (var next : arrows.getOrDefault(from, Set.of())) {
            if (reached.add(next)) {
                reach(next, arrows, reached);
            }
        }
    }

    private static Map<String, Set<String>> drawn() throws IOException {
        var page = Files.readString(PAGE);
        var names = NODE.matcher(page).results().collect(Collectors.toMap(box -> box.group(1), box -> box.group(2)));
        var arrows = new TreeMap<String, Set<String>>();
        ARROW.matcher(page).results().forEach(arrow -> {
            var targets = arrows.computeIfAbsent(names.get(arrow.group(1)), name -> new TreeSet<>());
            for (var target : arrow.group(2).split(" & ", -1)) {
                targets.add(names.get(target));
            }
        });
        return arrows;
    }

    private static String lines(Map<String, Set<String>> arrows) {
        return arrows.entrySet().stream()
                .map(each -> each.getKey() + " --> " + String.join(" & ", each.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith(HOME);
    }

    /** A package without what all have in common; the library's core is one, of a public half and a hidden one. */
    private static String nameOf(JavaClass type) {
        var name = type.getPackageName().substring(HOME.length());
        return name.equals("multiprocessing.internal") ? "multiprocessing" : name;
    }
}
