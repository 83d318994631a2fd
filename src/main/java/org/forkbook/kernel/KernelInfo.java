package org.forkbook.kernel;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.forkbook.kernel.protocol.ConnectionInfo;
import org.forkbook.kernel.protocol.MessageFactory;
import org.forkbook.kernel.protocol.Reply;

/** Static description of the kernel; none of it needs the interpreter. */
final class KernelInfo {

    private static final String IMPLEMENTATION = "forkbook";

    private KernelInfo() {}

    /** The content of {@code kernel_info_reply}. */
    static JsonObject reply() {
        var java = System.getProperty("java.version", "");
        var language = new JsonObject();
        language.addProperty("name", "java");
        language.addProperty("version", java);
        language.addProperty("mimetype", "text/x-java");
        language.addProperty("file_extension", ".java");
        language.addProperty("pygments_lexer", "java");
        language.addProperty("codemirror_mode", "text/x-java");
        language.addProperty("nbconvert_exporter", "script");

        var links = new JsonArray();
        var feature = Runtime.version().feature();
        links.add(link("Java " + feature + " API", "https://docs.oracle.com/en/java/javase/" + feature + "/docs/api/"));
        links.add(link("Learn Java", "https://dev.java/learn/"));

        var features = new JsonArray();
        features.add("kernel subshells");

        var reply = Reply.ok();
        reply.addProperty("protocol_version", MessageFactory.PROTOCOL_VERSION);
        reply.addProperty("implementation", IMPLEMENTATION);
        reply.addProperty("implementation_version", version());
        reply.add("language_info", language);
        reply.addProperty(
                "banner",
                "Forkbook " + version() + ": Java " + java + " (" + System.getProperty("java.vm.name", "")
                        + "), with processes that work");
        reply.add("help_links", links);
        reply.addProperty("debugger", false);
        reply.add("supported_features", features);
        return reply;
    }

    /** The content of {@code connect_reply}. */
    static JsonObject connect(ConnectionInfo info) {
        var reply = Reply.ok();
        reply.addProperty("shell_port", info.shellPort());
        reply.addProperty("iopub_port", info.iopubPort());
        reply.addProperty("stdin_port", info.stdinPort());
        reply.addProperty("hb_port", info.heartbeatPort());
        reply.addProperty("control_port", info.controlPort());
        return reply;
    }

    private static JsonObject link(String text, String url) {
        var link = new JsonObject();
        link.addProperty("text", text);
        link.addProperty("url", url);
        return link;
    }

    private static String version() {
        var version = KernelInfo.class.getPackage().getImplementationVersion();
        // Classes outside of a jar have no version.
        return version == null ? "0.0.0" : version;
    }
}
