package org.forkbook;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.forkbook.chart.RecordText;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms of the house, and the names on their doors. */
class ArchitectureTest {

    private static final JavaClasses HOUSE = ProgramClasses.ALL;

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        // The public half of the library's core and its hidden one are one part of the house.
                        return SliceIdentifier.of(type.getPackageName()
                                .replaceFirst("^(org[.]forkbook[.]multiprocessing)[.]internal$", "$1"));
                    }

                    @Override
                    public String getDescription() {
                        return "packages";
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(HOUSE);
    }

    @Test
    void theLibraryKnowsNothingOfJupyter() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.forkbook.multiprocessing..",
                        "org.forkbook.checks..",
                        "org.forkbook.serialization..",
                        "org.forkbook.worker..",
                        "org.forkbook.broker..",
                        "org.forkbook.shm..",
                        "org.forkbook.transport..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.forkbook.kernel..",
                        "org.forkbook.course..",
                        "org.forkbook.cli..",
                        "com.google.gson..",
                        "org.zeromq..")
                .check(HOUSE);
    }

    @Test
    void capsulesAndFramesKnowNothingOfProcesses() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.forkbook.serialization..",
                        "org.forkbook.transport..",
                        "org.forkbook.broker..",
                        "org.forkbook.shm..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.forkbook.multiprocessing..", "org.forkbook.worker..")
                        .and(not(resideInAPackage("org.forkbook.multiprocessing.errors"))))
                .check(HOUSE);
    }

    /** A second class of the same name is a wrong turn for everybody who looks for the first. */
    @Test
    void aSimpleNameIsOneClass() {
        var homes = new TreeMap<String, Set<String>>();
        for (var type : HOUSE) {
            if (type.isTopLevelClass() && !type.getSimpleName().equals("package-info") && isOurs(type)) {
                homes.computeIfAbsent(type.getSimpleName(), name -> new TreeSet<>())
                        .add(type.getPackageName());
            }
        }
        homes.values().removeIf(packages -> packages.size() == 1);

        assertEquals(Map.of(), homes);
    }

    /** The shims have the names of the kernels that they stand for. */
    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith("org.forkbook.");
    }

    @Test
    void theChildsCodeOfAWorkerKnowsNothingOfItsParents() {
        noClasses()
                .that()
                .resideInAPackage("org.forkbook.worker.agent..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.forkbook.worker.launch..")
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAPackage("org.forkbook.worker.protocol..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.forkbook.worker.launch..", "org.forkbook.worker.agent..")
                .check(HOUSE);
    }

    @Test
    void picturesKnowNothingOfTheRestOfTheHouse() {
        noClasses()
                .that()
                .resideInAPackage("org.forkbook.chart..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.forkbook..").and(not(resideInAPackage("org.forkbook.chart.."))))
                .check(HOUSE);
    }

    @Test
    void experimentsAreMadeWithTheLibraryAlone() {
        noClasses()
                .that()
                .resideInAPackage("org.forkbook.experiment..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.forkbook..")
                        .and(not(resideInAPackage("org.forkbook.experiment..")))
                        .and(not(resideInAPackage("org.forkbook.chart..")))
                        .and(not(resideInAPackage("org.forkbook.multiprocessing..")))
                        .and(not(resideInAPackage("org.forkbook.worker..")))) // spares, which must not disturb them
                .check(HOUSE);
    }

    @Test
    void theBenchmarkIsAClientLikeAnyOther() {
        noClasses()
                .that()
                .resideInAPackage("org.forkbook.bench")
                .should()
                .dependOnClassesThat(resideInAPackage("org.forkbook..")
                        .and(not(resideInAPackage("org.forkbook.bench")))
                        .and(not(resideInAPackage("org.forkbook.client..")))
                        .and(not(resideInAPackage("org.forkbook.kernel.protocol..")))
                        .and(not(resideInAPackage("org.forkbook.chart.."))))
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAPackage("org.forkbook.bench.side..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.forkbook..")
                        .and(not(resideInAPackage("org.forkbook.bench.side..")))
                        .and(not(resideInAPackage("org.forkbook.multiprocessing.."))))
                .check(HOUSE);
        noClasses()
                .that()
                .resideOutsideOfPackages("org.forkbook.bench..", "org.forkbook.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.forkbook.bench..")
                .check(HOUSE);
    }

    @Test
    void theInterpreterSeesNoSockets() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.forkbook.kernel.source..",
                        "org.forkbook.kernel.bytecode..",
                        "org.forkbook.kernel.jshell..",
                        "org.forkbook.kernel.execution..",
                        "org.forkbook.kernel.errors..",
                        "org.forkbook.kernel.introspection..",
                        "org.forkbook.kernel.interpreter..",
                        "org.forkbook.kernel.display..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.forkbook.kernel.channels..", "org.forkbook.kernel.protocol..", "org.zeromq..")
                .check(HOUSE);
    }

    @Test
    void librariesAreFetchedByMagicsAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.forkbook.maven..", "org.forkbook.kernel.magic.maven..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.forkbook.maven..", "org.eclipse.aether..", "eu.maveniverse..")
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAPackage("org.forkbook.maven..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.forkbook..").and(not(resideInAPackage("org.forkbook.maven.."))))
                .check(HOUSE);
    }

    @Test
    void theKernelDoesNotKnowTheCourseNorTheCommandLine() {
        noClasses()
                .that()
                .resideInAPackage("org.forkbook.kernel..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.forkbook.course..", "org.forkbook.grading..", "org.forkbook.cli..")
                .check(HOUSE);
    }

    @Test
    void noPackageIsNamedForAKindOfThing() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..impl..", "..helpers..", "..model..")
                .check(HOUSE);
    }

    @Test
    void noClassIsNamedForNothing() {
        classes()
                .should()
                .haveSimpleNameNotEndingWith("Impl")
                .andShould()
                .haveSimpleNameNotEndingWith("Utils")
                .andShould()
                .haveSimpleNameNotEndingWith("Util")
                .andShould()
                .haveSimpleNameNotEndingWith("Helper")
                .check(HOUSE);
    }

    @Test
    void everyPublicRecordTellsItsTimesAsPeopleReadThem() {
        classes()
                .that()
                .areRecords()
                .and()
                .arePublic()
                .and(describe(
                        "have a time",
                        type -> type.getFields().stream()
                                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                                .flatMap(field -> field.getAllInvolvedRawTypes().stream())
                                .anyMatch(part -> part.isEquivalentTo(Duration.class))))
                .should()
                .callMethod(RecordText.class, "of", Record.class)
                .check(HOUSE);
    }

    @Test
    void sparksClassesAreUsedInItsOwnProcessesAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.forkbook.cluster.spark.driver")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark..", "scala..", "org.forkbook.cluster.spark.driver")
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAnyPackage(ON_NODES.toArray(String[]::new))
                .should()
                .dependOnClassesThat(resideInAPackage("org.forkbook..")
                        .and(not(resideInAnyPackage(ON_NODES.toArray(String[]::new)))))
                .check(HOUSE);
    }

    /** What runs in a cluster's own JVMs, which may be of Java 8, and without any library. */
    private static final Set<String> ON_NODES =
            Set.of("org.forkbook.cluster.node", "org.forkbook.cluster.spark.driver");

    @Test
    void everyPackageIsCheckedForNulls() {
        var unmarked = new TreeSet<String>();
        for (var type : HOUSE) {
            var home = type.getPackage();
            boolean isElsewhere = ON_NODES.contains(home.getName());
            if (!isElsewhere && !home.isAnnotatedWith("org.jspecify.annotations.NullMarked")) {
                unmarked.add(home.getName());
            }
        }
        assertTrue(unmarked.isEmpty(), () -> "packages without @NullMarked: " + unmarked);
    }
}
