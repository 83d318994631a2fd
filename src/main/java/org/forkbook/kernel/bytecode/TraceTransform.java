package org.forkbook.kernel.bytecode;

import static org.objectweb.asm.Opcodes.ASM9;
import static org.objectweb.asm.Opcodes.H_INVOKESTATIC;
import static org.objectweb.asm.Opcodes.H_INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;

/** Class transformer that makes printed stack traces {@linkplain TraceCalls have the cells' lines}. */
final class TraceTransform extends ClassVisitor {

    private static final Handle LINKER =
            new Handle(H_INVOKESTATIC, "org/forkbook/kernel/bytecode/TraceCalls", "link", KernelTransform.LINK, false);

    TraceTransform(ClassVisitor next) {
        super(ASM9, next);
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
