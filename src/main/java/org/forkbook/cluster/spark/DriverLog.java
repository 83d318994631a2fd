package org.forkbook.cluster.spark;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An interpreter of what Spark's driver logs and throws: one sentence that says what happened, and one what to do. */
final class DriverLog {
    private static final Pattern EXECUTOR_EXITED =
            Pattern.compile("Executor updated: \\S+ is now (EXITED|FAILED|LOST) ?(.*)");
    private static final int MOST_EXITS = 5;

    private final String url;
    private final SparkHome home;
    private int exits;

    DriverLog(String url, SparkHome home) {
        this.url = url;
        this.home = home;
    }

    /**
     * What a line means.
     *
     * @param text the explanation
     * @param isFinal whether nothing will change that
     */
    record Told(String text, boolean isFinal) {}

    /** Explains a line of the log; null if it means nothing to the user. */
    @Nullable
    Told explain(String line) {
        if (line.contains("InvalidClassException")
                || line.contains("local class incompatible")
                || line.contains("StreamCorruptedException")
                || line.contains("ClassNotFoundException: org.apache.spark.")) {
            return new Told(wrongVersion(), true);
        }
        if (line.contains("Invalid master URL") || line.contains("Could not parse Master URL")) {
            return new Told("Spark doesn't understand the URL " + url + ".", true);
        }
        var exited = EXECUTOR_EXITED.matcher(line);
        if (exited.find() && !exited.group(2).contains("KILLED")) {
            var text = "Spark's executors end as soon as they have started: "
                    + exited.group(1).toLowerCase(Locale.ROOT) + " " + exited.group(2)
                    + ". The master's web page links to their logs. Probably their Java is too old for Spark, their memory"
                    + " too small, or they can't connect to this machine.";
            return new Told(text, ++exits >= MOST_EXITS);
        }
        if (line.contains("Initial job has not accepted any resources")) {
            return new Told(noCores(1), false);
        }
        if (line.contains("Authentication failed")
                || line.contains("SaslException")
                || line.contains("not authenticated")) {
            return new Told(
                    "The cluster " + url + " refuses this program: it asks for authentication. Give its secret with"
                            + " option(\"spark.authenticate\", \"true\") and option(\"spark.authenticate.secret\", ..).",
                    true);
        }
        return null;
    }

    private String wrongVersion() {
        return "The cluster " + url + " runs another version of Spark than " + home.version() + " (Scala "
                + home.scala() + "), which is in SPARK_HOME. They must be the same: set SPARK_HOME to the cluster's.";
    }

    /** Why no task of the pool runs yet, though Spark is connected. */
    String noCores(int slots) {
        return "Spark at " + url + " has no free core for its " + slots + (slots == 1 ? " slot" : " slots")
                + " yet: other applications may have them all, as its web page shows. Wait, end one of them, or ask for"
                + " fewer with size(..).";
    }

    /** Explains what ended the context. */
    String fatal(String thrown) {
        if (thrown.contains("getSubject is")) {
            return "Spark " + home.version() + " doesn't run on Java "
                    + Runtime.version().feature()
                    + ". Name the folder of an older one with option(\"forkbook.driver.javaHome\", ..).";
        }
        if (thrown.contains("InvalidClassException") || thrown.contains("StreamCorruptedException")) {
            return wrongVersion();
        }
        if (thrown.contains("HADOOP_CONF_DIR") || thrown.contains("YARN_CONF_DIR")) {
            return "YARN's settings are missing: set HADOOP_CONF_DIR to the folder that has them.";
        }
        if (thrown.contains("Master removed our application")) {
            return "The master of " + url
                    + " has removed this pool's application: its executors failed too often. Its web"
                    + " page links to their logs.";
        }
        if (thrown.contains("All masters are unresponsive")) {
            return "The master of " + url + " doesn't answer Spark " + home.version()
                    + ": it may run another version, or be overloaded.";
        }
        return "Spark's context has ended: " + thrown + ".";
    }

    /** Explains why a slot's task has failed before its agent had connected. */
    String failedTask(String thrown) {
        var agents = Pattern.compile("java\\.io\\.IOException: (The node .*?with port\\(\\.\\.\\)\\.)")
                .matcher(thrown);
        if (agents.find()) {
            return agents.group(1);
        }
        if (thrown.contains("UnsupportedClassVersionError")) {
            return "The executors' Java is too old for this program's agent. Give Spark's workers Java 8 or newer.";
        }
        return "A task of Spark that is to run an agent has failed: " + thrown;
    }
}
