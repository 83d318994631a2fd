package org.forkbook.serialization.analysis;

import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.V17;

import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import org.objectweb.asm.ClassWriter;

/**
 * A loader of notebook classes whose lambdas can be created from outside. The methods that implement lambdas are
 * private, and the JDK's metafactory requires a lookup with the rights of code in the loader's own module. A class
 * that is defined in that module for this purpose provides the lookup.
 */
public interface OpenLoader {

    /** The name of that class. */
    String INNER_CLASS = "org.forkbook.serialization.analysis.LookupOfLoader";

    /** A lookup with the rights of the loader's module; the same for all classes in it. */
    MethodHandles.Lookup lookup();

    /** Obtains the lookup from the class once it is defined. */
    static MethodHandles.Lookup lookupOf(Class<?> inner) {
        try {
            return (MethodHandles.Lookup) inner.getMethod("lookup").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a class of our own gives no lookup", e);
        }
    }

    /** The class file. */
    static ByteBuffer innerClassFile() {
        var descriptor = "()Ljava/lang/invoke/MethodHandles$Lookup;";
        var writer = new ClassWriter(0);
        writer.visit(V17, ACC_PUBLIC, INNER_CLASS.replace('.', '/'), null, "java/lang/Object", null);
        var code = writer.visitMethod(ACC_PUBLIC | ACC_STATIC, "lookup", descriptor, null, null);
        code.visitCode();
        code.visitMethodInsn(INVOKESTATIC, "java/lang/invoke/MethodHandles", "lookup", descriptor, false);
        code.visitInsn(ARETURN);
        code.visitMaxs(1, 0);
        code.visitEnd();
        writer.visitEnd();
        return ByteBuffer.wrap(writer.toByteArray());
    }
}
