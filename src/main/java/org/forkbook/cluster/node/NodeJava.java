package org.forkbook.cluster.node;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The search for a Java that runs workers: 17 or newer. */
final class NodeJava {
    private static final int OLDEST = 17;
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(?:1\\.)?(\\d+)");

    private NodeJava() {}

    /**
     * The path of the java command.
     *
     * @param wanted the home that the program asks for; empty if it doesn't mind
     */
    static String find(String wanted, String host) throws IOException {
        if (!wanted.isEmpty()) {
            File java = java(wanted);
            if (!java.canExecute()) {
                throw new IOException("there is no Java in " + wanted + ": install it there, or name the folder that"
                        + " it has on the nodes with javaHome(..)");
            }
            return java.getPath();
        }
        StringBuilder old = new StringBuilder();
        String[] homes = {
            System.getenv("FORKBOOK_JAVA_HOME"), System.getProperty("java.home"), System.getenv("JAVA_HOME")
        };
        for (String home : homes) {
            if (home != null && !home.isEmpty() && java(home).canExecute()) {
                int version = version(home);
                if (version >= OLDEST) {
                    return java(home).getPath();
                }
                old.append(old.length() == 0 ? "" : ", ")
                        .append(home)
                        .append(" is Java ")
                        .append(version);
            }
        }
        throw new IOException("there is no Java " + OLDEST + " or newer (" + old + "): install one on " + host
                + ", and name its folder with javaHome(..)");
    }

    private static File java(String home) {
        return new File(home, "bin" + File.separator + "java");
    }

    private static int version(String home) {
        String own = System.getProperty("java.home");
        if (home.equals(own)) {
            String text = System.getProperty("java.specification.version");
            return Integer.parseInt(text.startsWith("1.") ? text.substring(2) : text);
        }
        try {
            String release = new String(Files.readAllBytes(new File(home, "release").toPath()), StandardCharsets.UTF_8);
            Matcher matcher = VERSION.matcher(release);
            return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
