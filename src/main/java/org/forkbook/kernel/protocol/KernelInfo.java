package org.forkbook.kernel.protocol;

import com.google.gson.JsonObject;
import java.util.List;

/** Messages about the kernel itself: {@code kernel_info_request} and {@code connect_request}, with their replies. */
public final class KernelInfo {

    /** The type of the request for what the kernel is. */
    public static final String REQUEST = "kernel_info_request";

    /** The type of the request for the ports. */
    public static final String CONNECT_REQUEST = "connect_request";

    private KernelInfo() {}

    /** The content of {@code kernel_info_reply}; none of it needs the interpreter. */
    public static JsonObject reply() {
        var java = System.getProperty("java.version", "");
        var language = Json.of("name", "java", "version", java, "mimetype", "text/x-java", "file_extension", ".java");
        Json.add(language, "pygments_lexer", "java", "codemirror_mode", "text/x-java", "nbconvert_exporter", "script");
        var feature = Runtime.version().feature();
        var links = List.of(
                link("Java " + feature + " API", "https://docs.oracle.com/en/java/javase/" + feature + "/docs/api/"),
                link("Learn Java", "https://dev.java/learn/"));
        var banner = "Forkbook " + version() + ": Java " + java + " (" + System.getProperty("java.vm.name", "")
                + "), with processes that work";
        var reply = Status.ok("protocol_version", MessageFactory.PROTOCOL_VERSION, "implementation", "forkbook");
        Json.add(reply, "implementation_version", version(), "language_info", language, "banner", banner);
        Json.add(reply, "help_links", links, "debugger", false);
        return Json.add(reply, "supported_features", List.of("kernel subshells"));
    }

    /** The content of {@code connect_reply}. */
    public static JsonObject connect(ConnectionInfo info) {
        var reply = Status.ok("shell_port", info.shellPort(), "iopub_port", info.iopubPort());
        Json.add(reply, "stdin_port", info.stdinPort(), "hb_port", info.heartbeatPort());
        return Json.add(reply, "control_port", info.controlPort());
    }

    private static JsonObject link(String text, String url) {
        return Json.of("text", text, "url", url);
    }

    private static String version() {
        var version = KernelInfo.class.getPackage().getImplementationVersion();
        // Classes outside of a jar have no version.
        return version == null ? "0.0.0" : version;
    }
}
