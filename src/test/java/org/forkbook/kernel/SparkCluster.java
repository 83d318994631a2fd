package org.forkbook.kernel;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** The cluster of two hosts that {@code .ci/spark-cluster} has started: what runs on it, and what can be done to it. */
final class SparkCluster {
    static final String MASTER = System.getProperty("forkbook.cluster", "");
    static final String SPARK_HOME = System.getProperty("forkbook.spark.home", "");
    /** The folder of another version of Spark; empty if there is none. */
    static final String OTHER_SPARK = System.getProperty("forkbook.spark.other", "");

    private static final List<String> HOSTS = List.of("fbw2", "fbw3");
    private static final Pattern CORES_USED = Pattern.compile("\"coresused\" : (\\d+)");

    private SparkCluster() {}

    private static String run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The processes of a host whose command line has this in it. */
    static List<ProcessHandle> processes(String host, String part) {
        return run("ip", "netns", "pids", host)
                .lines()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())).stream())
                .filter(process -> commandLine(process).contains(part))
                .toList();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(
                            Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException e) {
            return ""; // It has ended.
        }
    }

    /** The executors of all hosts. */
    static List<ProcessHandle> executors() {
        return onAll("CoarseGrainedExecutorBackend");
    }

    /** Forkbook's workers of all hosts. */
    static List<ProcessHandle> workers() {
        return onAll("org.forkbook.worker.agent.WorkerMain");
    }

    private static List<ProcessHandle> onAll(String part) {
        var all = new ArrayList<ProcessHandle>();
        HOSTS.forEach(host -> all.addAll(processes(host, part)));
        return all;
    }

    /** How many cores applications have. */
    static int coresUsed() {
        try {
            var page = URI.create(MASTER.replaceFirst("^spark", "http").replaceFirst(":\\d+$", ":8081/json/"));
            var answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(page)
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            var used = CORES_USED.matcher(answer.body());
            int sum = 0;
            while (used.find()) {
                sum = Math.max(sum, Integer.parseInt(used.group(1)));
            }
            return sum;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Cuts a host's network, or joins it again. */
    static void link(String host, boolean up) {
        run("ip", "-n", host, "link", "set", "eth0", up ? "up" : "down");
    }

    /** Waits for a condition; fails after the time. */
    static Duration await(Duration most, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > most.toNanos()) {
                throw new AssertionError("not within " + most);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
