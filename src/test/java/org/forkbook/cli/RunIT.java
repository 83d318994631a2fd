package org.forkbook.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.forkbook.LauncherCommand;
import org.forkbook.service.ProcessEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code forkbook run} with the real jar and the real kernel. */
@Timeout(900)
class RunIT {

    @TempDir
    private Path folder;

    private record Ended(int code, String out, String err) {}

    @Test
    void aNotebookRunsAndItsCopyHoldsTheOutputs() throws Exception {
        var notebook = notebook("a.ipynb", "int x = 20;", "System.out.println(\"hello\"); x + 1", "");
        var before = Files.readString(notebook);
        var ended = run(notebook.toString());
        assertEquals(0, ended.code, ended.out + ended.err);
        assertTrue(ended.out.contains("\nhello\nOut[2]: 21\n"), ended.out);
        assertEquals(before, Files.readString(notebook), "the source stays as it was");

        var copy = read(folder.resolve("executed/a.ipynb"));
        var cells = copy.getAsJsonArray("cells");
        assertEquals(1, cell(cells, 0).get("execution_count").getAsInt());
        assertEquals(0, cell(cells, 0).getAsJsonArray("outputs").size());
        assertEquals(2, cell(cells, 1).get("execution_count").getAsInt());
        assertEquals(2, cell(cells, 1).getAsJsonArray("outputs").size());
        assertTrue(cell(cells, 2).get("execution_count").isJsonNull(), "an empty cell is not run");
        assertEquals("id-1", cell(cells, 1).get("id").getAsString());
        assertEquals(
                "java",
                copy.getAsJsonObject("metadata")
                        .getAsJsonObject("language_info")
                        .get("name")
                        .getAsString());
    }

    @Test
    void aFailingCellFailsTheRunAndIsNamed() throws Exception {
        var notebook = notebook("a.ipynb", "int zero = 0;", "1 / zero", "System.out.println(\"never\")");
        var ended = run(notebook.toString());
        assertEquals(1, ended.code, ended.out + ended.err);
        assertTrue(ended.out.contains("In [2]:1, cell 2: java.lang.ArithmeticException: / by zero"), ended.out);
        assertFalse(ended.out.contains("never\n"), ended.out);
        assertTrue(Files.readString(folder.resolve("executed/a.ipynb")).contains("ArithmeticException"));
    }

    @Test
    void previewFeaturesThatTheSettingsAskForRunInCellsAndWorkers() throws Exception {
        int java = Runtime.version().feature();
        assumeTrue(java < 21 || java >= 23, "this test knows a preview feature of this JDK");
        var pattern = java < 21 ? "Integer n" : "int n";
        var notebook = notebook(
                "a.ipynb",
                "int next(Object o) { return switch (o) { case " + pattern + " -> n + 1; default -> 0; }; }",
                "try (var pool = new ProcessPool(1)) { System.out.println(pool.map(o -> next(o), List.of(1, 2))); }");
        var settings = folder.resolve("forkbook.properties");
        Files.writeString(settings, "compiler-options = --enable-preview");
        var ended = end(start(Map.of("FORKBOOK_CONFIG", settings.toString()), List.of(), notebook.toString()));
        assertEquals(0, ended.code, ended.out + ended.err);
        assertTrue(ended.out.contains("[2, 3]\n"), ended.out);
    }

    @Test
    void linesOfAFileAnswerWhatCellsAsk() throws Exception {
        var notebook = notebook(
                "a.ipynb",
                "System.out.println(\"Hello, \" + new Scanner(System.in).nextLine());",
                "var secret = password(\"Secret? \"); secret.length()",
                "input(\"More? \")");
        var lines = folder.resolve("answers.txt");
        Files.writeString(lines, "Ada\nopen sesame\n");
        var ended = run("--input", lines.toString(), notebook.toString());
        assertTrue(ended.out.contains("Ada\nHello, Ada\n"), ended.out);
        assertTrue(ended.out.contains("Secret? \nOut[2]: 11\n"), ended.out);
        assertFalse(ended.out.contains("sesame"), ended.out);
        assertEquals(1, ended.code, "the third has no answer");
        assertTrue(ended.out.contains("cell 3: NoInput: the cell asks for more input than there is"), ended.out);
    }

    @Test
    void theOtherNotebooksRunAllTheSame() throws Exception {
        var bad = notebook("a.ipynb", "int x = ;");
        var good = notebook("b.ipynb", "System.out.println(\"fine\")");
        var broken = Files.writeString(folder.resolve("c.ipynb"), "{");
        var ended = run(bad.toString(), broken.toString(), good.toString());
        assertEquals(1, ended.code);
        assertTrue(ended.out.contains("\nfine\n"), ended.out);
        assertTrue(ended.out.contains("1 of 3 notebooks"), ended.out);
        assertEquals("{", Files.readString(broken));
    }

    @Test
    void errorsThatAreAllowedOrExpectedDoNotFail() throws Exception {
        var notebook = notebook("a.ipynb", "int zero = 0;", "1 / zero", "System.out.println(\"later\")");
        var ended = run("--allow-errors", notebook.toString());
        assertEquals(0, ended.code, ended.out + ended.err);
        assertTrue(ended.out.contains("\nlater\n"), ended.out);

        var json = read(notebook);
        var tags = new JsonArray();
        tags.add("raises-exception");
        cell(json.getAsJsonArray("cells"), 1).getAsJsonObject("metadata").add("tags", tags);
        Files.writeString(notebook, json.toString());
        assertEquals(0, run(notebook.toString()).code);
    }

    @Test
    void aCellThatTakesTooLongIsInterrupted() throws Exception {
        var notebook = notebook("a.ipynb", "while (true) {}", "System.out.println(\"never\")");
        var ended = run("--timeout", "2", notebook.toString());
        assertEquals(1, ended.code, ended.out + ended.err);
        assertTrue(ended.out.contains("cell 1: Timeout: the cell took longer than 2 s"), ended.out);
        assertTrue(ended.out.contains("interrupted"), ended.out);
    }

    @Test
    void aKernelThatHangsIsKilled() throws Exception {
        var notebook = notebook("a.ipynb", """
                System.out.println("before");
                new ProcessBuilder("kill", "-STOP", "" + ProcessHandle.current().pid()).start().waitFor();""");
        var ended = run("--timeout", "15", notebook.toString());
        assertEquals(1, ended.code, ended.out + ended.err);
        assertTrue(ended.out.contains("so its kernel was killed"), ended.out);
    }

    @Test
    void aCopyThatCannotBeWrittenFailsTheRun() throws Exception {
        var notebook = notebook("a.ipynb", "1");
        var file = Files.writeString(folder.resolve("file"), "");
        var ended = run("-o", file.resolve("copies").toString(), notebook.toString());
        assertEquals(1, ended.code, ended.out + ended.err);
        assertTrue(ended.out.contains("FAILED  can't use " + file), ended.out);
    }

    @Test
    void theKernelsDeathIsNoticedAtOnceAndItsCellNamed() throws Exception {
        var notebook = notebook("a.ipynb", """
                System.out.println("before");
                Thread.sleep(100);
                new ProcessBuilder("kill", "-9", "" + ProcessHandle.current().pid()).start();
                Thread.sleep(600_000);""");
        var begin = System.nanoTime();
        var ended = run(notebook.toString());
        assertEquals(1, ended.code, ended.out + ended.err);
        assertTrue(ended.out.contains("The kernel died"), ended.out);
        assertTrue(ended.out.contains("137"), ended.out);
        assertTrue(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin) < 300, "it did not wait for the cell");
        assertTrue(Files.readString(folder.resolve("executed/a.ipynb")).contains("before"));
    }

    @Test
    void inplaceWritesTheSourceOnlyWhenAllIsWell() throws Exception {
        var bad = notebook("bad.ipynb", "System.out.println(1);", "throw new Exception();");
        var before = Files.readString(bad);
        assertEquals(1, run("--inplace", bad.toString()).code);
        assertEquals(before, Files.readString(bad));

        var good = notebook("good.ipynb", "6 * 7");
        assertEquals(0, run("--inplace", good.toString()).code);
        assertTrue(Files.readString(good).contains("42"));
        assertFalse(Files.exists(folder.resolve("executed")));
    }

    @Test
    void aNotebookOfAnotherLanguageIsRefused() throws Exception {
        var notebook = Files.writeString(folder.resolve("p.ipynb"), """
                {"nbformat": 4, "nbformat_minor": 5, "cells": [], "metadata": {"kernelspec": {"language": "python"}}}
                """);
        var ended = run(notebook.toString());
        assertEquals(1, ended.code);
        assertTrue(ended.out.contains("python"), ended.out);
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        var temp = Files.createDirectory(folder.resolve("temp"));
        var notebook = notebook("a.ipynb", "new Thread(() -> { while (true) {} }).start(); 1");
        var process = start(List.of("-Djava.io.tmpdir=" + temp), notebook.toString());
        var ended = end(process);
        assertEquals(0, ended.code, ended.out + ended.err);
        try (var left = Files.list(temp)) {
            assertEquals(
                    List.of(),
                    left.filter(file -> !file.toString().contains("hsperf")).toList());
        }
    }

    @Test
    void stoppingTheRunEndsTheKernel() throws Exception {
        var temp = Files.createDirectory(folder.resolve("temp"));
        var pid = folder.resolve("pid");
        var notebook = notebook("a.ipynb", """
                import java.nio.file.*;
                var half = Path.of("PID.half");
                Files.writeString(half, "" + ProcessHandle.current().pid());
                Files.move(half, Path.of("PID"));
                Thread.sleep(600_000);""".replace("PID", pid.toString()));
        var process = start(List.of("-Djava.io.tmpdir=" + temp), notebook.toString());
        try (var watcher = folder.getFileSystem().newWatchService()) {
            folder.register(watcher, StandardWatchEventKinds.ENTRY_CREATE);
            while (!Files.exists(pid)) {
                var key = watcher.poll(120, TimeUnit.SECONDS);
                assertTrue(key != null, "the cell did not start");
                key.pollEvents();
                key.reset();
            }
        }
        var kernel = ProcessHandle.of(Long.parseLong(Files.readString(pid))).orElseThrow();
        process.destroy();
        ProcessEnd.await(kernel);
        assertTrue(process.waitFor(180, TimeUnit.SECONDS));
        try (var left = Files.list(temp)) {
            assertEquals(
                    List.of(),
                    left.filter(file -> !file.toString().contains("hsperf")).toList());
        }
    }

    private Ended run(String... args) throws Exception {
        return end(start(List.of(), args));
    }

    private Process start(List<String> options, String... args) throws IOException {
        return start(Map.of(), options, args);
    }

    private Process start(Map<String, String> environment, List<String> options, String... args) throws IOException {
        var command = LauncherCommand.with(options, "run");
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Ended end(Process process) throws Exception {
        process.getOutputStream().close();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(180, TimeUnit.SECONDS), "it ends");
        return new Ended(process.exitValue(), out, Files.readString(folder.resolve("stderr")));
    }

    private Path notebook(String name, String... sources) throws IOException {
        var cells = new JsonArray();
        for (int i = 0; i < sources.length; i++) {
            var cell = new JsonObject();
            cell.addProperty("cell_type", "code");
            cell.addProperty("id", "id-" + i);
            cell.add("metadata", new JsonObject());
            cell.addProperty("source", sources[i]);
            cell.add("execution_count", JsonNull.INSTANCE);
            cell.add("outputs", new JsonArray());
            cells.add(cell);
        }
        var notebook = new JsonObject();
        notebook.add("cells", cells);
        notebook.add("metadata", new JsonObject());
        notebook.addProperty("nbformat", 4);
        notebook.addProperty("nbformat_minor", 5);
        return Files.writeString(folder.resolve(name), notebook.toString());
    }

    private static JsonObject read(Path file) throws IOException {
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    private static JsonObject cell(JsonArray cells, int index) {
        return cells.get(index).getAsJsonObject();
    }
}
