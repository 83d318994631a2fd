package org.forkbook.kernel.bytecode;

import static org.objectweb.asm.Opcodes.ASM9;

import org.forkbook.kernel.source.CellLines;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Class transformer that maps a notebook class's line numbers to those of the cell, with the cell as its source file:
 * every stack trace then names the cell by itself, in this process, in workers and in what user code prints.
 */
public final class LineTransform extends ClassVisitor {
    private final CellLines lines;

    private LineTransform(ClassVisitor next, CellLines lines) {
        super(ASM9, next);
        this.lines = lines;
    }

    public static byte[] apply(byte[] classFile, CellLines lines) {
        var reader = new ClassReader(classFile);
        var writer = new ClassWriter(reader, 0);
        reader.accept(new LineTransform(writer, lines), 0);
        return writer.toByteArray();
    }

    @Override
    public void visitSource(@Nullable String source, @Nullable String debug) {
        super.visitSource(lines.cell(), debug);
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        return new MethodVisitor(ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
            @Override
            public void visitLineNumber(int line, Label start) {
                super.visitLineNumber(lines.ofClass().applyAsInt(line), start);
            }
        };
    }
}
