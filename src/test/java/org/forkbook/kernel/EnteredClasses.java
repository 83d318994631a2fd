package org.forkbook.kernel;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Java agent in a kernel's process, which records the classes of ours whose methods are called between two messages:
 * the first after {@link #begin}, and the one after it.
 */
public final class EnteredClasses implements ClassFileTransformer {

    private static final String OURS = "org/forkbook/";
    private static final String OWN = "org/forkbook/kernel/EnteredClasses";

    private static final Set<String> ENTERED = ConcurrentHashMap.newKeySet();

    private static final int LATER = 1;
    private static final int NOW = 2;

    private static volatile int records;

    /** Called by the JVM before the kernel's main method. */
    public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
        instrumentation.addTransformer(new EnteredClasses());
    }

    /** Called by each of our methods. */
    public static void entered(String name) {
        if (records == NOW) {
            ENTERED.add(name);
        }
    }

    /** Called when a message has come in. */
    public static void received() {
        records = records == LATER ? NOW : 0;
    }

    /** Records from the next message to the one after it. */
    public static void begin() {
        records = LATER;
    }

    /** The names of the outermost classes, without their packages. */
    public static String end() {
        return ENTERED.stream()
                .map(name -> name.substring(name.lastIndexOf('/') + 1))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] classFile) {
        if (!name.startsWith(OURS) || name.equals(OWN)) {
            return null;
        }
        int nested = name.indexOf('$');
        var outermost = nested < 0 ? name : name.substring(0, nested);
        var reader = new ClassReader(classFile);
        var writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
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
                                if (name.endsWith("/Router") && method.equals("decode")) {
                                    super.visitMethodInsn(Opcodes.INVOKESTATIC, OWN, "received", "()V", false);
                                }
                                super.visitLdcInsn(outermost);
                                super.visitMethodInsn(
                                        Opcodes.INVOKESTATIC, OWN, "entered", "(Ljava/lang/String;)V", false);
                            }
                        };
                    }
                },
                0);
        return writer.toByteArray();
    }
}
