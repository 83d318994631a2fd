package org.forkbook.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.forkbook.client.KernelException;
import org.forkbook.client.NotebookRunner;
import org.forkbook.client.RunListener;
import org.forkbook.client.RunOptions;
import org.forkbook.kernelspec.Archive;
import org.forkbook.kernelspec.Kernelspec;
import org.forkbook.notebook.Notebook;
import org.forkbook.notebook.NotebookFormatException;
import org.jspecify.annotations.Nullable;

/** Training run for a CDS archive: a kernel runs typical cells, and its JVM archives the loaded classes. */
final class ArchiveTraining {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final List<String> CELLS = List.of(
            "1 + 1",
            "int half(int n) { return n / 2; }\nint one = 1;\nhalf(one)",
            "class Point { int a = 1; }\nfor (int i = 0; i < 3; i++) { System.out.println(i); }\n"
                    + "Stream.of(1, 2).map(n -> n + new Point().a).toList()",
            "try (var pool = new ProcessPool(2)) { pool.map(n -> half(n), List.of(1, 2, 3)); }",
            // Workers load some classes that a kernel never does.
            """
            try (var jar = new java.util.jar.JarFile(System.getProperty("java.class.path"))) {
                jar.stream()
                        .map(entry -> entry.getName())
                        .filter(name -> name.matches("org/forkbook/(worker|transport|serialization|broker|shm)/[^-]+[.]class"))
                        .forEach(name -> {
                            try {
                                Class.forName(name.replaceAll("[.]class$", "").replace('/', '.'), false,
                                        ProcessPool.class.getClassLoader());
                            } catch (ReflectiveOperationException | LinkageError e) {
                                System.err.println(e);
                            }
                        });
            }
            """,
            // And one of them makes an archive for workers, after typical tasks.
            """
            var archive = System.getProperty("forkbook.archive.training") + "-workers";
            try (var trained = WorkerProcess.builder()
                    .startMethod(StartMethod.SPAWN)
                    .jvmOptions("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable")
                    .task(() -> {
                        System.out.printf("%d %s%n", half(one), Stream.of(1, 2).map(n -> n + new Point().a).toList());
                        var writer = new org.forkbook.serialization.CapsuleWriter(type -> null);
                        writer.packResult(new Object[] {1, "two", List.of(3), new int[1000], Map.of("k", 4.0)});
                    })
                    .build()) {
                trained.start();
                trained.join();
            }
            """);

    private ArchiveTraining() {}

    /**
     * Makes an archive.
     *
     * @param jvmOptions further options of the kernel's JVM
     * @return whether there is one now: without it, everything works, but starts more slowly
     */
    static boolean make(Archive archive, List<String> jvmOptions) {
        Path half = null;
        try {
            half = Files.createTempFile(archive.file().toAbsolutePath().getParent(), ".half-", null);
            Files.delete(half); // The JVM creates the file itself.
            var options = new ArrayList<>(archive.training(half));
            options.addAll(jvmOptions);
            var spec = new Kernelspec(archive.java(), archive.jar(), options);
            var result = new NotebookRunner(spec::command)
                    .run(
                            notebook(),
                            Path.of(System.getProperty("java.io.tmpdir")),
                            new RunOptions(Optional.of(TIMEOUT), false),
                            RunListener.none());
            return result.failure().isEmpty() && archive.take(half);
        } catch (IOException | KernelException e) {
            return false; // No archive, then.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            remove(half);
        }
    }

    private static void remove(@Nullable Path half) {
        try {
            if (half != null) {
                Archive.drop(half);
            }
        } catch (IOException e) {
            // The next installation deletes it.
        }
    }

    private static Notebook notebook() {
        var json = new JsonObject();
        json.addProperty("nbformat", 4);
        json.addProperty("nbformat_minor", 5);
        var cells = new JsonArray();
        for (var source : CELLS) {
            var cell = new JsonObject();
            cell.addProperty("cell_type", "code");
            cell.addProperty("source", source);
            cells.add(cell);
        }
        json.add("cells", cells);
        try {
            return Notebook.of(json);
        } catch (NotebookFormatException e) {
            throw new AssertionError("this is a notebook", e);
        }
    }
}
