package org.forkbook.kernel.bytecode;

import static org.objectweb.asm.Opcodes.ASM9;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.GETSTATIC;
import static org.objectweb.asm.Opcodes.H_INVOKEINTERFACE;
import static org.objectweb.asm.Opcodes.H_INVOKESTATIC;
import static org.objectweb.asm.Opcodes.H_INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.forkbook.kernel.execution.CellTasks;
import org.forkbook.kernel.execution.ExitCalls;
import org.forkbook.kernel.execution.InterruptPoll;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Class transformer for notebook classes in the kernel's own process: loops and methods {@linkplain InterruptPoll poll}
 * for an interrupt, calls that would end the process {@linkplain ExitCalls end the cell}, and the threads and tasks
 * that a cell starts or submits {@linkplain CellTasks work for that cell}.
 *
 * <p>A poll goes before each backward jump and at the start of each method. It leaves the operand stack as it was and
 * adds no jump target, so that stack maps stay valid.
 */
final class KernelTransform extends ClassVisitor {

    private static final String POLL = "org/forkbook/kernel/execution/InterruptPoll";
    private static final String EXIT = "org/forkbook/kernel/execution/ExitCalls";
    static final String LINK = "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
            + "Ljava/lang/invoke/MethodHandle;)Ljava/lang/invoke/CallSite;";
    private static final String TASKS_OWNER = "org/forkbook/kernel/execution/CellTasks";
    private static final Handle TASKS = new Handle(H_INVOKESTATIC, TASKS_OWNER, "link", LINK, false);
    private static final String METHOD_HANDLE = "java/lang/invoke/MethodHandle";

    private final Map<String, Integer> firstLines;

    /**
     * @param firstLines the first line of each method, by its name and descriptor: the poll at its start belongs to
     *     that, or a stack overflow there would have none
     */
    KernelTransform(ClassVisitor next, Map<String, Integer> firstLines) {
        super(ASM9, next);
        this.firstLines = firstLines;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        var next = super.visitMethod(access, name, descriptor, signature, exceptions);
        return new Code(next, firstLines.get(name + descriptor));
    }

    private static final class Code extends MethodVisitor {
        private final Set<Label> seen = new HashSet<>();
        private final @Nullable Integer firstLine;

        Code(MethodVisitor next, @Nullable Integer firstLine) {
            super(ASM9, next);
            this.firstLine = firstLine;
        }

        private void poll() {
            super.visitFieldInsn(GETSTATIC, POLL, "POLL", "L" + METHOD_HANDLE + ";");
            super.visitMethodInsn(INVOKEVIRTUAL, METHOD_HANDLE, "invokeExact", "()V", false);
        }

        @Override
        public void visitCode() {
            super.visitCode();
            if (firstLine != null) {
                var start = new Label();
                super.visitLabel(start);
                super.visitLineNumber(firstLine, start);
            }
            poll();
        }

        @Override
        public void visitLabel(Label label) {
            seen.add(label);
            super.visitLabel(label);
        }

        @Override
        public void visitJumpInsn(int opcode, Label label) {
            if (seen.contains(label)) {
                poll();
            }
            super.visitJumpInsn(opcode, label);
        }

        @Override
        public void visitMaxs(int maxStack, int maxLocals) {
            super.visitMaxs(maxStack + 1, maxLocals);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            if (isExit(owner, name, descriptor)) {
                super.visitMethodInsn(INVOKESTATIC, EXIT, "exit", exitDescriptor(owner), false);
            } else if (opcode == INVOKEVIRTUAL && isStart(name, descriptor)) {
                super.visitInsn(DUP);
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
                super.visitMethodInsn(INVOKESTATIC, TASKS_OWNER, "hasStarted", "(Ljava/lang/Object;)V", false);
            } else if (opcode != INVOKESPECIAL && CellTasks.covers(owner, descriptor)) {
                linkTask(opcode, owner, name, descriptor, isInterface);
            } else {
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            }
        }

        /** Makes a call an {@code invokedynamic} that our bootstrap method links. */
        private void linkTask(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            var isStatic = opcode == INVOKESTATIC;
            var tag = isStatic ? H_INVOKESTATIC : isInterface ? H_INVOKEINTERFACE : H_INVOKEVIRTUAL;
            super.visitInvokeDynamicInsn(
                    name,
                    isStatic ? descriptor : "(L" + owner + ";" + descriptor.substring(1),
                    TASKS,
                    new Handle(tag, owner, name, descriptor, isInterface));
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            var own = arguments.clone();
            for (int i = 0; i < own.length; i++) {
                if (own[i] instanceof Handle handle && isExit(handle.getOwner(), handle.getName(), handle.getDesc())) {
                    own[i] = new Handle(H_INVOKESTATIC, EXIT, "exit", exitDescriptor(handle.getOwner()), false);
                } else if (own[i] instanceof Handle handle && isStartOfThread(handle)) {
                    own[i] = new Handle(H_INVOKESTATIC, TASKS_OWNER, "start", "(Ljava/lang/Thread;)V", false);
                }
            }
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, own);
        }

        /** Whether a call may start a thread; the receiver's class may be anyone's. */
        private static boolean isStart(String name, String descriptor) {
            return name.equals("start") && descriptor.equals("()V");
        }

        /** Whether it is {@code Thread::start}. */
        private static boolean isStartOfThread(Handle handle) {
            return handle.getTag() == H_INVOKEVIRTUAL
                    && handle.getOwner().equals("java/lang/Thread")
                    && isStart(handle.getName(), handle.getDesc());
        }

        private static boolean isExit(String owner, String name, String descriptor) {
            return descriptor.equals("(I)V")
                    && ((owner.equals("java/lang/System") && name.equals("exit"))
                            || (owner.equals("java/lang/Runtime") && (name.equals("exit") || name.equals("halt"))));
        }

        private static String exitDescriptor(String owner) {
            return owner.equals("java/lang/System") ? "(I)V" : "(Ljava/lang/Runtime;I)V";
        }
    }
}
