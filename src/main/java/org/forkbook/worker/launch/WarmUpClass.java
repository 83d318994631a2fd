package org.forkbook.worker.launch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.forkbook.serialization.Capsule;
import org.forkbook.serialization.CapsuleWriter;
import org.forkbook.serialization.analysis.CodeTransform;

/**
 * A class loader in the parent that defines {@link NotebookWarmUp} as if it were a notebook's class: under a name
 * that no worker finds on its class path, and with the bytecode transforms of notebook classes applied.
 */
final class WarmUpClass extends ClassLoader {
    private static final String COMPILED = "org/forkbook/worker/launch/NotebookWarmUp";
    /**
     * A name in the style of notebook classes that no cell gets; as long as the original, so that it can replace it
     * in the class file.
     */
    private static final String NAME = "REPL/$JShell$WarmUpClassOfASpareWorkerJvm";

    private final Class<?> type;
    private final CapsuleWriter writer;
    private final CapsuleWriter program = new CapsuleWriter(asked -> null);

    WarmUpClass() throws IOException {
        super("forkbook-warm-up", WarmUpClass.class.getClassLoader());
        var bytes = renamed();
        var forWorker = CodeTransform.forWorker(bytes);
        var own = CodeTransform.forNotebook(bytes);
        type = defineClass(NAME.replace('/', '.'), own, 0, own.length);
        writer = new CapsuleWriter(asked -> asked.getClassLoader() == this ? forWorker : null);
    }

    /** The result of one of its methods, in the form in which a notebook sends it. */
    Capsule ofNotebook(String method) throws IOException {
        return writer.packTask(make(method));
    }

    /** The counterpart in the form in which a plain program sends it. */
    Capsule ofProgram(String method) {
        return program.packTask(ProgramWarmUp.make(method));
    }

    /** One argument, for the function. */
    Capsule arguments(int number) {
        return writer.packTask(new Object[] {number});
    }

    private Object make(String method) throws IOException {
        try {
            return type.getMethod(method).invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IOException("no warm-up for a spare worker", e);
        }
    }

    private static byte[] renamed() throws IOException {
        try (InputStream in = WarmUpClass.class.getResourceAsStream("NotebookWarmUp.class")) {
            if (in == null) {
                throw new IOException("the jar lacks the class NotebookWarmUp");
            }
            // One byte per character, so that everything else stays as it is.
            var text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            return text.replace(COMPILED, NAME).getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}
