package org.forkbook.kernel.bytecode;

import static org.objectweb.asm.Opcodes.ASM9;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.forkbook.kernel.source.CellLines;
import org.forkbook.serialization.analysis.CodeTransform;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * The bytecode of a cell's class in the two forms that are loaded, each made in one pass through a chain of
 * transformers:
 *
 * <pre>{@code
 * worker: lines -> objects and lambdas that are serializable -> stack traces
 * kernel: lines -> objects and lambdas that are serializable -> polls, exits, tasks -> stack traces -> working directory
 * }</pre>
 */
public final class CellBytecode {

    private CellBytecode() {}

    /** The form that workers load. */
    public static byte[] forWorker(byte[] classFile, CellLines lines) {
        var reader = new ClassReader(classFile);
        var writer = new ClassWriter(reader, 0);
        return pass(reader, writer, lines, CodeTransform.forWorker(new TraceTransform(writer)));
    }

    /** The form that the kernel's own process loads. */
    public static byte[] forKernel(byte[] classFile, CellLines lines) {
        var reader = new ClassReader(classFile);
        var writer = new ClassWriter(reader, 0);
        var firstLines = firstLines(reader);
        firstLines.replaceAll((method, line) -> lines.ofClass().applyAsInt(line));
        var calls = new TraceTransform(new WorkingDirectoryTransform(writer));
        return pass(reader, writer, lines, CodeTransform.forNotebook(new KernelTransform(calls, firstLines)));
    }

    private static byte[] pass(ClassReader reader, ClassWriter writer, CellLines lines, ClassVisitor next) {
        reader.accept(new LineTransform(next, lines.cell(), lines.ofClass()), 0);
        return writer.toByteArray();
    }

    /**
     * Classes of one source, for comparison, with lines that count from their first method: where the source stands
     * makes no difference.
     */
    public static List<byte[]> withoutPlace(Collection<byte[]> classFiles) {
        int start = classFiles.stream()
                .flatMap(classFile -> firstLines(new ClassReader(classFile)).values().stream())
                .mapToInt(line -> line)
                .min()
                .orElse(0);
        return classFiles.stream()
                .map(classFile -> {
                    var reader = new ClassReader(classFile);
                    var writer = new ClassWriter(reader, 0);
                    return pass(reader, writer, new CellLines("", line -> line - start), writer);
                })
                .toList();
    }

    /** The first line of each method, by its name and descriptor. */
    private static Map<String, Integer> firstLines(ClassReader reader) {
        var lines = new HashMap<String, Integer>();
        var scan = new ClassVisitor(ASM9) {
            @Override
            public MethodVisitor visitMethod(
                    int access,
                    String name,
                    String descriptor,
                    @Nullable String signature,
                    String @Nullable [] exceptions) {
                return new MethodVisitor(ASM9) {
                    @Override
                    public void visitLineNumber(int line, Label start) {
                        lines.putIfAbsent(name + descriptor, line);
                    }
                };
            }
        };
        reader.accept(scan, ClassReader.SKIP_FRAMES);
        return lines;
    }
}
