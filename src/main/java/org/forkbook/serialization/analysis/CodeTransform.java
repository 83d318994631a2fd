package org.forkbook.serialization.analysis;

import static org.objectweb.asm.Opcodes.ACC_ENUM;
import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_INTERFACE;
import static org.objectweb.asm.Opcodes.ACC_MODULE;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ACC_SYNTHETIC;
import static org.objectweb.asm.Opcodes.ASM9;
import static org.objectweb.asm.Opcodes.H_INVOKEINTERFACE;
import static org.objectweb.asm.Opcodes.H_INVOKESTATIC;
import static org.objectweb.asm.Opcodes.H_INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.INVOKEINTERFACE;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;

import java.lang.invoke.LambdaMetafactory;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * A bytecode transform of notebook classes that makes their objects and lambdas serializable. It adds nothing that
 * the notebook's own code could see: no interface, no member.
 *
 * <p>It makes these changes:
 *
 * <ul>
 * <li>Each {@code invokedynamic} that creates a lambda is linked through {@link NotebookLambdas}, which records the
 * call site; the lambda is the one that the JDK would have created. Lambdas of serializable types are left to the
 * JDK.
 * <li>Calls of combinators that return one of the JDK's own lambdas ({@code andThen}, {@code Function.identity()},
 * {@code Collectors.toList()} …) are recorded by {@link CallSiteMemo}, so that they can be repeated.
 * <li>In the worker's version only, static fields that hold computed values are no longer final, so that the values
 * of the notebook's process can be assigned to them.
 * </ul>
 */
public final class CodeTransform extends ClassVisitor {

    private static final String METAFACTORY = Type.getInternalName(LambdaMetafactory.class);
    private static final Handle LAMBDA = bootstrap(
            NotebookLambdas.NAME,
            "link",
            "Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;Ljava/lang/invoke/MethodType;I");
    private static final Handle ALTERNATIVE_LAMBDA =
            bootstrap(NotebookLambdas.NAME, "linkAlternative", "[Ljava/lang/Object;");
    private static final Handle RECALL =
            bootstrap(Type.getInternalName(CallSiteMemo.class), "link", "Ljava/lang/invoke/MethodHandle;");

    private final boolean forWorker;
    private String name = "";
    private boolean isInterface;
    private boolean isEnum;
    private int lambdas;

    private CodeTransform(ClassVisitor next, boolean forWorker) {
        super(ASM9, next);
        this.forWorker = forWorker;
    }

    /** A visitor that passes on the version of a class that the notebook's own process defines. */
    public static ClassVisitor forNotebook(ClassVisitor next) {
        return new CodeTransform(next, false);
    }

    /** A visitor that passes on the version of a class that workers define. */
    public static ClassVisitor forWorker(ClassVisitor next) {
        return new CodeTransform(next, true);
    }

    /** @param parameters the types of its parameters after the first three, which every bootstrap method has */
    private static Handle bootstrap(String owner, String method, String parameters) {
        var descriptor = "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
                + parameters + ")Ljava/lang/invoke/CallSite;";
        return new Handle(H_INVOKESTATIC, owner, method, descriptor, false);
    }

    /** The version of a class that the notebook's own process defines. */
    public static byte[] forNotebook(byte[] classFile) {
        return transform(classFile, CodeTransform::forNotebook);
    }

    /** The version of a class that workers define. */
    public static byte[] forWorker(byte[] classFile) {
        return transform(classFile, CodeTransform::forWorker);
    }

    private static byte[] transform(byte[] classFile, UnaryOperator<ClassVisitor> transform) {
        var reader = new ClassReader(classFile);
        if ((reader.getAccess() & ACC_MODULE) != 0) {
            return classFile;
        }
        var writer = new ClassWriter(reader, 0);
        reader.accept(transform.apply(writer), 0);
        return writer.toByteArray();
    }

    @Override
    public void visit(
            int version,
            int access,
            String name,
            @Nullable String signature,
            @Nullable String superName,
            String @Nullable [] interfaces) {
        this.name = name;
        isInterface = (access & ACC_INTERFACE) != 0;
        isEnum = (access & ACC_ENUM) != 0 || "java/lang/Enum".equals(superName);
        super.visit(version, access, name, signature, superName, interfaces);
    }

    @Override
    public FieldVisitor visitField(
            int access, String field, String descriptor, @Nullable String signature, @Nullable Object value) {
        return super.visitField(
                movable(access, descriptor, value) ? access & ~ACC_FINAL : access, field, descriptor, signature, value);
    }

    private boolean movable(int access, String descriptor, @Nullable Object constant) {
        var wanted = ACC_STATIC | ACC_FINAL;
        var ownConstant = isEnum && descriptor.equals("L" + name + ";");
        return forWorker
                && !isInterface
                && constant == null
                && !ownConstant
                && (access & (wanted | ACC_SYNTHETIC)) == wanted;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String method, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        return new Calls(super.visitMethod(access, method, descriptor, signature, exceptions));
    }

    private final class Calls extends MethodVisitor {

        Calls(MethodVisitor next) {
            super(ASM9, next);
        }

        @Override
        public void visitInvokeDynamicInsn(String method, String descriptor, Handle bootstrap, Object... arguments) {
            var isLambda = bootstrap.getOwner().equals(METAFACTORY);
            int index = isLambda ? lambdas++ : -1;
            // Both metafactories have the same first three arguments; the flags are the fourth of the alternative
            // one.
            if (!isLambda
                    || (arguments.length > 3 && ((Integer) arguments[3] & LambdaMetafactory.FLAG_SERIALIZABLE) != 0)) {
                super.visitInvokeDynamicInsn(method, descriptor, bootstrap, arguments);
                return;
            }
            var placed = Arrays.copyOf(arguments, arguments.length + 1);
            placed[arguments.length] = index;
            super.visitInvokeDynamicInsn(
                    method, descriptor, arguments.length > 3 ? ALTERNATIVE_LAMBDA : LAMBDA, placed);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String method, String descriptor, boolean inInterface) {
            var tag = switch (opcode) {
                case INVOKESTATIC -> H_INVOKESTATIC;
                case INVOKEINTERFACE -> H_INVOKEINTERFACE;
                case INVOKEVIRTUAL -> H_INVOKEVIRTUAL;
                default -> 0;
            };
            if (tag == 0 || !CallSiteMemo.covers(opcode == INVOKESTATIC, owner, method, descriptor)) {
                super.visitMethodInsn(opcode, owner, method, descriptor, inInterface);
                return;
            }
            super.visitInvokeDynamicInsn(
                    method,
                    opcode == INVOKESTATIC ? descriptor : "(L" + owner + ";" + descriptor.substring(1),
                    RECALL,
                    new Handle(tag, owner, method, descriptor, inInterface));
        }
    }
}
