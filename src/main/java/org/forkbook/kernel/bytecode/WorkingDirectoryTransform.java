package org.forkbook.kernel.bytecode;

import static org.objectweb.asm.Opcodes.ASM9;
import static org.objectweb.asm.Opcodes.H_INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.SWAP;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;

/**
 * Class transformer that replaces calls so that relative file names and environment variables are those that the
 * notebook's magics have set: see {@link WorkingDirectoryCalls}. It is for the kernel's own process.
 *
 * <p>Calls become calls of static methods with the same operands, and names that constructors take are replaced on the
 * stack: its depth stays what it was.
 */
final class WorkingDirectoryTransform extends ClassVisitor {

    private static final String CALLS = "org/forkbook/kernel/bytecode/WorkingDirectoryCalls";
    private static final String TEXT = "Ljava/lang/String;";

    private static final Map<String, String> METHODS = Map.ofEntries(
            Map.entry("java/nio/file/Path.of(" + TEXT + "[" + TEXT + ")Ljava/nio/file/Path;", "path"),
            Map.entry("java/nio/file/Paths.get(" + TEXT + "[" + TEXT + ")Ljava/nio/file/Path;", "path"),
            Map.entry("java/lang/System.getenv(" + TEXT + ")" + TEXT, "getenv"),
            Map.entry("java/lang/System.getenv()Ljava/util/Map;", "getenv"),
            Map.entry("java/lang/ProcessBuilder.start()Ljava/lang/Process;", "start"),
            Map.entry("java/lang/ProcessBuilder.startPipeline(Ljava/util/List;)Ljava/util/List;", "startPipeline"),
            exec(TEXT),
            exec(TEXT + "[" + TEXT),
            exec(TEXT + "[" + TEXT + "Ljava/io/File;"),
            exec("[" + TEXT),
            exec("[" + TEXT + "[" + TEXT),
            exec("[" + TEXT + "[" + TEXT + "Ljava/io/File;"));

    private static Map.Entry<String, String> exec(String parameters) {
        return Map.entry("java/lang/Runtime.exec(" + parameters + ")Ljava/lang/Process;", "exec");
    }

    /** Classes whose constructors take the name of a file first. */
    private static final Set<String> OPENED_BY_NAME = Set.of(
            "java/io/File",
            "java/io/FileInputStream",
            "java/io/FileOutputStream",
            "java/io/FileReader",
            "java/io/FileWriter",
            "java/io/PrintStream",
            "java/io/PrintWriter",
            "java/io/RandomAccessFile",
            "java/util/Formatter");

    /** The types of such a constructor's second parameter: each is one slot on the stack. */
    private static final Set<String> SECOND = Set.of("Z", "Ljava/nio/charset/Charset;", TEXT);

    WorkingDirectoryTransform(ClassVisitor next) {
        super(ASM9, next);
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        return new Code(super.visitMethod(access, name, descriptor, signature, exceptions));
    }

    private static final class Code extends MethodVisitor {

        Code(MethodVisitor next) {
            super(ASM9, next);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            var other = METHODS.get(owner + "." + name + descriptor);
            if (other != null) {
                super.visitMethodInsn(INVOKESTATIC, CALLS, other, descriptor(owner, descriptor), false);
                return;
            }
            if (opcode == INVOKESPECIAL && name.equals("<init>") && OPENED_BY_NAME.contains(owner)) {
                takeName(descriptor);
            }
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        }

        private void takeName(String descriptor) {
            var second = descriptor.startsWith("(" + TEXT)
                    ? descriptor.substring(1 + TEXT.length(), descriptor.indexOf(')'))
                    : "none";
            if (second.isEmpty()) {
                resolveName();
            } else if (SECOND.contains(second)) {
                super.visitInsn(SWAP);
                resolveName();
                super.visitInsn(SWAP);
            }
        }

        private void resolveName() {
            super.visitMethodInsn(INVOKESTATIC, CALLS, "name", "(" + TEXT + ")" + TEXT, false);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            var own = arguments.clone();
            for (int i = 0; i < own.length; i++) {
                if (own[i] instanceof Handle handle) {
                    var other = METHODS.get(handle.getOwner() + "." + handle.getName() + handle.getDesc());
                    if (other != null) {
                        var changed = descriptor(handle.getOwner(), handle.getDesc());
                        own[i] = new Handle(H_INVOKESTATIC, CALLS, other, changed, false);
                    }
                }
            }
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, own);
        }

        /** The descriptor of the static method that replaces an instance method, and takes the object first. */
        private static String descriptor(String owner, String descriptor) {
            return descriptor.endsWith(")Ljava/lang/Process;")
                    ? "(L" + owner + ";" + descriptor.substring(1)
                    : descriptor;
        }
    }
}
