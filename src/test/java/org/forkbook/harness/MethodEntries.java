package org.forkbook.harness;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** A Java agent that records in which of the program's classes methods and constructors are called. */
public final class MethodEntries implements ClassFileTransformer {
    private static final Set<String> ENTERED = ConcurrentHashMap.newKeySet();

    /** Called by the JVM before the main method. */
    public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
        instrumentation.addTransformer(new MethodEntries());
    }

    /** Called by each method. */
    public static void entered(String name) {
        ENTERED.add(name);
    }

    /** Starts anew. */
    public static void clear() {
        ENTERED.clear();
    }

    /** The simple names of the outermost classes that were entered since the last {@link #clear}. */
    public static List<String> names() {
        var names = new ArrayList<String>();
        for (var name : ENTERED) {
            names.add(name.substring(name.lastIndexOf('/') + 1));
        }
        return names;
    }

    /** The option of a JVM that runs with this agent: a jar that names the class, which is on the class path. */
    public static String option(Path folder) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", MethodEntries.class.getName());
        var jar = folder.resolve("agent.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return "-javaagent:" + jar;
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] classFile) {
        var own = MethodEntries.class.getProtectionDomain();
        if (!name.startsWith("org/forkbook/")
                || domain == null
                || own.getCodeSource().equals(domain.getCodeSource())) {
            return null; // Not the program's, or a test's.
        }
        int nested = name.indexOf('$');
        var outermost = nested < 0 ? name : name.substring(0, nested);
        var writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        var visitor = new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(
                    int access,
                    String method,
                    String descriptor,
                    @Nullable String signature,
                    String @Nullable [] exceptions) {
                var next = super.visitMethod(access, method, descriptor, signature, exceptions);
                return new MethodVisitor(Opcodes.ASM9, next) {
                    @Override
                    public void visitCode() {
                        super.visitCode();
                        super.visitLdcInsn(outermost);
                        super.visitMethodInsn(
                                Opcodes.INVOKESTATIC,
                                Type.getInternalName(MethodEntries.class),
                                "entered",
                                "(Ljava/lang/String;)V",
                                false);
                    }
                };
            }
        };
        new ClassReader(classFile).accept(visitor, 0);
        return writer.toByteArray();
    }
}
