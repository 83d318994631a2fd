package org.forkbook.worker.agent;

import static org.objectweb.asm.Opcodes.ACC_PRIVATE;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_SUPER;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.NEW;
import static org.objectweb.asm.Opcodes.POP;
import static org.objectweb.asm.Opcodes.PUTFIELD;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.V17;

import org.objectweb.asm.ClassWriter;

/** The bytes of a class that is on no class path. Whoever reads an object of it makes the file that the object names. */
final class UntrustedClass {
    static final String NAME = "evil.Payload";
    private static final String INTERNAL = "evil/Payload";
    private static final String TEXT = "Ljava/lang/String;";

    private UntrustedClass() {}

    static byte[] bytes() {
        var out = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        out.visit(
                V17, ACC_PUBLIC | ACC_SUPER, INTERNAL, null, "java/lang/Object", new String[] {"java/io/Serializable"});
        out.visitField(ACC_PRIVATE, "marker", TEXT, null, null).visitEnd();

        var make = out.visitMethod(ACC_PUBLIC, "<init>", "(" + TEXT + ")V", null, null);
        make.visitVarInsn(ALOAD, 0);
        make.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        make.visitVarInsn(ALOAD, 0);
        make.visitVarInsn(ALOAD, 1);
        make.visitFieldInsn(PUTFIELD, INTERNAL, "marker", TEXT);
        make.visitInsn(RETURN);
        make.visitMaxs(0, 0);

        var read = out.visitMethod(ACC_PRIVATE, "readResolve", "()Ljava/lang/Object;", null, null);
        read.visitTypeInsn(NEW, "java/io/File");
        read.visitInsn(DUP);
        read.visitVarInsn(ALOAD, 0);
        read.visitFieldInsn(GETFIELD, INTERNAL, "marker", TEXT);
        read.visitMethodInsn(INVOKESPECIAL, "java/io/File", "<init>", "(" + TEXT + ")V", false);
        read.visitMethodInsn(INVOKEVIRTUAL, "java/io/File", "createNewFile", "()Z", false);
        read.visitInsn(POP);
        read.visitVarInsn(ALOAD, 0);
        read.visitInsn(ARETURN);
        read.visitMaxs(0, 0);
        out.visitEnd();
        return out.toByteArray();
    }
}
