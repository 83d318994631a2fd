package org.forkbook.kernel.bytecode;

import static org.objectweb.asm.Opcodes.ASM9;
import static org.objectweb.asm.Opcodes.H_INVOKESTATIC;
import static org.objectweb.asm.Opcodes.H_INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;

/** Class transformer that makes printed stack traces {@linkplain TraceCalls have the cells' lines}. */
public final class TraceTransform extends ClassVisitor {

    private static final Handle LINKER =
            new Handle(H_INVOKESTATIC, "org/forkbook/kernel/bytecode/TraceCalls", "link", KernelTransform.LINK, false);

    /** The tag of a constant that holds a member's name and type; Java Virtual Machine Specification, 4.4. */
    private static final int NAME_AND_TYPE = 12;

    TraceTransform(ClassVisitor next) {
        super(ASM9, next);
    }

    /** For a worker, which needs no more than this. */
    public static byte[] apply(byte[] classFile) {
        var reader = new ClassReader(classFile);
        if (!mentionsTraces(reader)) {
            return classFile;
        }
        var writer = new ClassWriter(reader, 0);
        reader.accept(new TraceTransform(writer), 0);
        return writer.toByteArray();
    }

    /** Looks for the method's name among the constants: few classes have it. */
    private static boolean mentionsTraces(ClassReader reader) {
        var buffer = new char[reader.getMaxStringLength()];
        for (int i = 1; i < reader.getItemCount(); i++) {
            int at = reader.getItem(i); // After its tag; 0 for the second half of a long one.
            if (at > 0
                    && reader.readByte(at - 1) == NAME_AND_TYPE
                    && TraceCalls.NAME.equals(reader.readUTF8(at, buffer))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        return new MethodVisitor(ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
            @Override
            public void visitMethodInsn(int opcode, String owner, String method, String type, boolean isInterface) {
                if (opcode == INVOKEVIRTUAL && TraceCalls.covers(method, type)) {
                    super.visitInvokeDynamicInsn(
                            method,
                            "(L" + owner + ";" + type.substring(1),
                            LINKER,
                            new Handle(H_INVOKEVIRTUAL, owner, method, type, false));
                } else {
                    super.visitMethodInsn(opcode, owner, method, type, isInterface);
                }
            }
        };
    }
}
