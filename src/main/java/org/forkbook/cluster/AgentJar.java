package org.forkbook.cluster;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.forkbook.cluster.node.NodeAgent;

/** The jar of the agent, made of this program's own classes: what a node needs to begin with. */
final class AgentJar {
    private static final List<String> CLASSES = List.of(
            "AgentProcess",
            "AgentProcess$Output",
            "AgentProtocol",
            "Hex",
            "NodeAgent",
            "NodeAgent$Content",
            "NodeFiles",
            "NodeFiles$1",
            "NodeFiles$NotStoredException",
            "NodeJava",
            "TlsLink",
            "TlsLink$Pinned");

    private AgentJar() {}

    static byte[] bytes() throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, NodeAgent.class.getName());
        var bytes = new ByteArrayOutputStream();
        try (var jar = new JarOutputStream(bytes, manifest)) {
            for (var name : CLASSES) {
                var file = name + ".class";
                try (var in = NodeAgent.class.getResourceAsStream(file)) {
                    if (in == null) {
                        throw new FileNotFoundException("the class " + file + " of the agent is missing in this jar");
                    }
                    jar.putNextEntry(
                            new ZipEntry(NodeAgent.class.getPackageName().replace('.', '/') + "/" + file));
                    in.transferTo(jar);
                    jar.closeEntry();
                }
            }
        }
        return bytes.toByteArray();
    }
}
