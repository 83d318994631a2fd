package org.forkbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What serves many goes on whatever it is thrown, because one class makes its threads; and users' code is called in one
 * place. Each exception from a rule stands here with its reason; one that isn't needed any more fails too.
 */
class ServingRulesTest {

    private static final String OWN_PROGRAM = "a command of its own, which ends with its thread's failure";
    private static final String USERS_CODE = "it runs users' code, and not the program's";
    private static final String SHUTDOWN_HOOK = "a shutdown hook: the JVM takes threads only";

    private static final String ON_NODE = "it runs on a cluster's node, where the package service isn't";

    /** Who makes threads besides the package service. */
    private static final Map<String, String> THREADS = Map.ofEntries(
            Map.entry("org.forkbook.bench.SideTrial", OWN_PROGRAM),
            Map.entry("org.forkbook.cli.GradeRun", OWN_PROGRAM),
            Map.entry("org.forkbook.cli.LabCommand", SHUTDOWN_HOOK),
            Map.entry("org.forkbook.cli.VerifyCommand", OWN_PROGRAM),
            Map.entry("org.forkbook.client.KernelProcess", SHUTDOWN_HOOK),
            Map.entry("org.forkbook.cluster.node.AgentProcess", ON_NODE),
            Map.entry(
                    "org.forkbook.cluster.node.LinkPump", "it copies the bytes of one connection, on both sides of it"),
            Map.entry("org.forkbook.cluster.node.NodeAgent", ON_NODE),
            Map.entry("org.forkbook.cluster.node.NodeFiles", ON_NODE),
            Map.entry("org.forkbook.cluster.spark.driver.SparkDriver", OWN_PROGRAM),
            Map.entry("org.forkbook.grading.SocketForwarder", OWN_PROGRAM),
            Map.entry("org.forkbook.grading.TimeLimitedTask", OWN_PROGRAM),
            Map.entry("org.forkbook.grading.ResourceMonitor", OWN_PROGRAM),
            Map.entry("org.forkbook.serialization.LargeStack", USERS_CODE),
            Map.entry("org.forkbook.experiment.LockWaitSampler", "it looks on for one experiment, which waits for it"),
            Map.entry("org.forkbook.kernel.CdsArchiveRefresh", SHUTDOWN_HOOK),
            Map.entry(
                    "org.forkbook.kernel.introspection.TimeLimitedQuery",
                    "a question with a time limit, which is given up then"),
            Map.entry("org.forkbook.kernel.execution.CellThread", USERS_CODE),
            Map.entry(
                    "org.forkbook.kernel.bytecode.InheritingProcess", "its output is that of the cell that starts it"),
            Map.entry("org.forkbook.kernel.execution.NativeStop", "it registers one native method and ends"),
            Map.entry("org.forkbook.kernel.execution.StoppableThread", USERS_CODE),
            Map.entry(
                    "org.forkbook.maven.MavenLibraries",
                    "one resolution, whose failure is thrown where it is waited for"),
            Map.entry("org.forkbook.multiprocessing.internal.CallbackExecutor", USERS_CODE),
            Map.entry("org.forkbook.multiprocessing.pool.ThreadWorker", USERS_CODE),
            Map.entry("org.forkbook.multiprocessing.WorkerProcess", "it keeps the JVM alive, and does nothing else"),
            Map.entry(
                    "org.forkbook.worker.agent.ParentConnection",
                    "it makes one connection, whose failure its worker is told"),
            Map.entry("org.forkbook.worker.agent.WorkerMain", "it starts that connection"));

    /** Executors, whose threads a ServiceThread factory makes, and whose tasks are guarded. */
    private static final Set<String> EXECUTORS = Set.of(
            "org.forkbook.kernel.FlushTimer",
            "org.forkbook.kernel.history.FileHistory",
            "org.forkbook.multiprocessing.manager.ManagerResource",
            "org.forkbook.multiprocessing.monitor.ProgressView",
            "org.forkbook.multiprocessing.pool.DeadlineScheduler");

    /** Who waits in a loop, and isn't a step of a ServiceThread. */
    private static final Map<String, String> LOOPS = Map.ofEntries(
            Map.entry("org.forkbook.client.GateTransport.accept", OWN_PROGRAM),
            Map.entry("org.forkbook.client.GateTransport.lambda$read$4", OWN_PROGRAM),
            Map.entry("org.forkbook.client.ZmqTransport.receive", OWN_PROGRAM),
            Map.entry(
                    "org.forkbook.transport.NonBlockingSocket.awaitReadable",
                    "it waits for one peer, within one request"),
            Map.entry("org.forkbook.kernel.channels.SocketThread.receive", "it doesn't wait, and is within a step"),
            Map.entry("org.forkbook.kernel.execution.CellThread$Loop.run", USERS_CODE),
            Map.entry("org.forkbook.transport.NonBlockingSocket.await", "it waits for one peer, within one request"));

    /** What turns something else into text than a user's value. */
    private static final Map<String, String> MAKES_TEXT = Map.of(
            "org.forkbook.kernel.display.Display", "a path of a file",
            "org.forkbook.kernel.display.LibraryAdapters", "an id of its own");

    /** Who asks exceptions itself. */
    private static final Map<String, String> ASKS_EXCEPTIONS = Map.ofEntries(
            Map.entry("org.forkbook.serialization.analysis.ObjectLayout", "the JDK's own, of a reflective call"),
            Map.entry("org.forkbook.kernel.channels.Channels", "ZeroMQ's own, of a port"),
            Map.entry("org.forkbook.kernel.interpreter.SessionStartUp", "the compiler's own, of its options"),
            Map.entry("org.forkbook.kernel.bytecode.TraceCalls", "a cell's own call, on the cell's thread"),
            Map.entry("org.forkbook.kernel.magic.maven.MavenMagics", "Maven's own"),
            Map.entry("org.forkbook.kernel.magic.LoadMagics", "the JDK's own, of files"),
            Map.entry("org.forkbook.kernel.settings.Settings", "the JDK's own, of numbers and files"),
            Map.entry("org.forkbook.broker.ServerConnection", "the broker's own: no user's code runs in it"),
            Map.entry("org.forkbook.multiprocessing.pool.PoolScheduler", "the pool's own, of a worker's end"),
            Map.entry(
                    "org.forkbook.multiprocessing.internal.LaunchFailureMessages",
                    "the JDK's own, of a process's start"),
            Map.entry(
                    "org.forkbook.multiprocessing.connection.PipeResource",
                    "the pipe's own: no user's code runs in it"));

    /** Who compares objects of which the compiler knows nothing, and which are no users' values. */
    private static final Map<String, String> COMPARES = Map.ofEntries(
            Map.entry("org.forkbook.serialization.CapsuleReader", "bytes"),
            Map.entry("org.forkbook.serialization.CapsuleWriter", "destinations"),
            Map.entry("org.forkbook.serialization.analysis.LambdaCycles", "numbers and texts"),
            Map.entry("org.forkbook.serialization.analysis.Reachability", "classes and methods"),
            Map.entry("org.forkbook.checks.ValueCheck", "what a check is for, on the cell's thread"),
            Map.entry("org.forkbook.kernel.interpreter.DeclarationOrder", "numbers"),
            Map.entry("org.forkbook.kernel.jshell.OutdatedObjects", "numbers and texts"),
            Map.entry(
                    "org.forkbook.multiprocessing.queue.ProcessQueue",
                    "what remove(Object) is for, on the caller's thread"),
            Map.entry("org.forkbook.worker.launch.WorkerCommand", "modules"));

    private static final List<String> WITH_USERS_EXCEPTIONS =
            List.of("kernel", "checks", "serialization", "worker", "multiprocessing", "broker");

    @Test
    void threadsAreMadeByThePackageServiceAlone() {
        var makers = usersOf(access -> access.getTargetOwner().isEquivalentTo(Executors.class)
                || (access instanceof JavaConstructorCall
                        && access.getTargetOwner().isAssignableTo(Thread.class)));
        makers.addAll(named(ProgramClasses.ALL.stream().filter(type -> type.isAssignableTo(Thread.class))));
        makers.removeIf(name -> name.startsWith("org.forkbook.service."));
        assertEquals(new TreeSet<>(THREADS.keySet()), makers);
    }

    /** A cleaner starts a thread: a class whose static field has one can't be used for good if there is none left. */
    @Test
    void cleanersAreLazy() {
        var makers = usersOf(access -> access.getTargetOwner().isEquivalentTo(Cleaner.class)
                && access.getName().equals("create"));
        assertEquals(Set.of("org.forkbook.service.LazyCleaner"), makers);
    }

    @Test
    void executorsHaveThreadsThatSurvive() {
        var makers = usersOf(access -> access instanceof JavaConstructorCall
                && access.getTargetOwner().isAssignableTo(ExecutorService.class)
                && access.getTargetOwner().getName().startsWith("java."));
        makers.removeAll(THREADS.keySet());
        makers.removeIf(name -> ProgramClasses.ALL.get(name).isAssignableTo(ExecutorService.class));
        assertEquals(new TreeSet<>(EXECUTORS), makers);
    }

    @Test
    void nothingOfOursWaitsForTheCommonPoolThatACellCanKeepBusy() {
        var async = Set.of("delayedExecutor", "runAsync", "supplyAsync");
        var users = usersOf(access ->
                (access.getTargetOwner().isEquivalentTo(CompletableFuture.class) && async.contains(access.getName()))
                        || access.getName().equals("parallelStream")
                        || access.getName().equals("commonPool"));
        users.remove("org.forkbook.kernel.execution.CellRun"); // It asks whether a thread is one of that pool's.
        assertEquals(Set.of(), users);
    }

    @Test
    void exceptionsThatMayBeUsersAreAskedInOnePlace() {
        var plain = Set.of(
                Throwable.class.getName(),
                Exception.class.getName(),
                RuntimeException.class.getName(),
                Error.class.getName());
        var methods = Set.of(
                "getMessage",
                "getLocalizedMessage",
                "getCause",
                "getStackTrace",
                "setStackTrace",
                "initCause",
                "printStackTrace",
                "toString");
        var askers = usersOf(access -> isWithUsersExceptions(access)
                && plain.contains(access.getTargetOwner().getName())
                && methods.contains(access.getName()));
        assertEquals(new TreeSet<>(ASKS_EXCEPTIONS.keySet()), askers);
    }

    @Test
    void valuesAreTurnedIntoTextInOnePlace() {
        var methods = Set.of("java.lang.Object.toString()", "java.lang.String.valueOf(java.lang.Object)");
        var askers = usersOf(access -> access.getOriginOwner().getPackageName().equals("org.forkbook.kernel.display")
                && methods.contains(access.getTarget().getFullName()));
        assertEquals(new TreeSet<>(MAKES_TEXT.keySet()), askers);
    }

    @Test
    void usersValuesAreNotCompared() {
        var methods = Set.of(
                "java.lang.Object.equals(java.lang.Object)",
                "java.lang.Object.hashCode()",
                "java.lang.Comparable.compareTo(java.lang.Object)",
                "java.util.Comparator.compare(java.lang.Object, java.lang.Object)",
                "java.util.Objects.equals(java.lang.Object, java.lang.Object)",
                "java.util.Objects.hashCode(java.lang.Object)",
                "java.util.Objects.hash([Ljava.lang.Object;)",
                "java.util.Objects.deepEquals(java.lang.Object, java.lang.Object)");
        var askers = usersOf(access -> isWithUsersExceptions(access)
                && !access.getOrigin().getName().equals("$deserializeLambda$") // The compiler's.
                && methods.contains(access.getTarget().getFullName()));
        assertEquals(new TreeSet<>(COMPARES.keySet()), askers);
    }

    @Test
    void loopsThatWaitForRequestsAreStepsOfAServiceThread() throws IOException {
        var loops = new TreeSet<String>();
        for (var type : ProgramClasses.ALL) {
            var file = "/" + type.getName().replace('.', '/') + ".class";
            try (var in = ServingRulesTest.class.getResourceAsStream(file)) {
                assertTrue(in != null, file);
                new ClassReader(in).accept(new WaitingLoops(type, loops), ClassReader.SKIP_DEBUG);
            }
        }
        assertEquals(new TreeSet<>(LOOPS.keySet()), loops);
    }

    /** Finds jumps back over a call that waits for a request, and notes the methods that have one. */
    private static final class WaitingLoops extends ClassVisitor {
        private static final Map<String, String> WAITS = Map.of(
                "java/nio/channels/Selector",
                "select",
                "java/nio/channels/ServerSocketChannel",
                "accept",
                "java/net/ServerSocket",
                "accept",
                BlockingQueue.class.getName().replace('.', '/'),
                "take",
                "java/util/concurrent/LinkedBlockingQueue",
                "take",
                "org/zeromq/ZMQ$Socket",
                "recv");

        private final JavaClass type;
        private final Set<String> loops;

        WaitingLoops(JavaClass type, Set<String> loops) {
            super(Opcodes.ASM9);
            this.type = type;
            this.loops = loops;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String method, String descriptor, String signature, String[] thrown) {
            var seen = new HashMap<Label, Integer>();
            var waits = new HashSet<Integer>();
            return new MethodVisitor(Opcodes.ASM9) {
                private int calls;

                @Override
                public void visitLabel(Label label) {
                    seen.put(label, calls);
                }

                @Override
                public void visitMethodInsn(
                        int opcode, String owner, String name, String descriptor, boolean isInterface) {
                    if (name.equals(WAITS.get(owner))) {
                        waits.add(calls);
                    }
                    calls++;
                }

                @Override
                public void visitJumpInsn(int opcode, Label target) {
                    var from = seen.get(target);
                    if (from != null && waits.stream().anyMatch(call -> call >= from)) {
                        loops.add(type.getName() + "." + method);
                    }
                }
            };
        }
    }

    private static boolean isWithUsersExceptions(JavaAccess<?> access) {
        var home = access.getOriginOwner().getPackageName() + ".";
        return WITH_USERS_EXCEPTIONS.stream().anyMatch(name -> home.startsWith("org.forkbook." + name + "."));
    }

    /** The outermost classes in which there is such an access. */
    private static Set<String> usersOf(Predicate<JavaAccess<?>> kind) {
        return named(ProgramClasses.ALL.stream().filter(type -> accesses(type).anyMatch(kind)));
    }

    private static Stream<JavaAccess<?>> accesses(JavaClass type) {
        return Stream.concat(
                type.getAccessesFromSelf().stream(),
                Stream.concat(
                        type.getMethodReferencesFromSelf().stream(), type.getConstructorReferencesFromSelf().stream()));
    }

    /** The outermost classes, by name: what is inside is part of them. */
    private static Set<String> named(Stream<JavaClass> types) {
        var names = new TreeSet<String>();
        types.forEach(type -> {
            var outer = type;
            while (outer.getEnclosingClass().isPresent()) {
                outer = outer.getEnclosingClass().get();
            }
            names.add(outer.getName());
        });
        return names;
    }
}
