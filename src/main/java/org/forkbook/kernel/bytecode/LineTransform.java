package org.forkbook.kernel.bytecode;

import static org.objectweb.asm.Opcodes.ASM9;

import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Class transformer that maps a notebook class's line numbers to those of the cell, with the cell as its source file:
 * every stack trace then names the cell by itself, in this process, in workers and in what user code prints.
 */
final class LineTransform extends ClassVisitor {
    private final String source;
    private final IntUnaryOperator lines;

    LineTransform(@Nullable ClassVisitor next, String source, IntUnaryOperator lines) {
        super(ASM9, next);
        this.source = source;
        this.lines = lines;
    }

    @Override
    public void visitSource(@Nullable String ofJavac, @Nullable String debug) {
        super.visitSource(source, debug);
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        return new MethodVisitor(ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
            @Override
            public void visitLineNumber(int line, Label start) {
                super.visitLineNumber(lines.applyAsInt(line), start);
            }
        };
    }
}
