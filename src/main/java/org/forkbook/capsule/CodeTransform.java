package org.forkbook.capsule;

import static org.objectweb.asm.Opcodes.ACC_ENUM;
import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_INTERFACE;
import static org.objectweb.asm.Opcodes.ACC_MODULE;
import static org.objectweb.asm.Opcodes.ACC_PRIVATE;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ACC_SYNTHETIC;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.ASM9;
import static org.objectweb.asm.Opcodes.H_INVOKEINTERFACE;
import static org.objectweb.asm.Opcodes.H_INVOKESTATIC;
import static org.objectweb.asm.Opcodes.H_INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.INVOKEINTERFACE;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;

import java.lang.invoke.LambdaMetafactory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * The rewriting of a notebook class that lets its objects and lambdas travel: every class and every lambda becomes
 * serializable, whatever its type says.
 *
 * <p>What changes, and why:
 *
 * <ul>
 *   <li>A class implements {@link java.io.Serializable} and gets a fixed {@code serialVersionUID}: a notebook class has
 *       one version a name, and computing the default costs a hash over its members.
 *   <li>Each {@code invokedynamic} that makes a lambda asks for a serializable one. {@code $deserializeLambda$} is not
 *       generated: {@link LambdaLinker} finds the call again in the class file instead.
 *   <li>A class with lambdas gets a method that gives out its own {@code Lookup}: the implementing methods are private,
 *       and {@code privateLookupIn} from another module loses the mode that the metafactory wants.
 *   <li>Calls of combinators that answer with a lambda of the JDK's own ({@code andThen}, {@code Function.identity()},
 *       {@code Collectors.toList()} …) are remembered by {@link Recall}, so that the answer can be made again.
 *   <li>In the worker's version alone, static fields that hold computed values are no longer final, so that the values
 *       of the notebook's process can be put there.
 * </ul>
 */
public final class CodeTransform extends ClassVisitor {

    /** The name of the method that every class with lambdas gets. */
    static final String LOOKUP_METHOD = "$forkbook$lookup";

    private static final String LOOKUP_DESCRIPTOR = "()Ljava/lang/invoke/MethodHandles$Lookup;";
    private static final String METAFACTORY = Type.getInternalName(LambdaMetafactory.class);
    private static final Handle ALT_METAFACTORY = new Handle(
            H_INVOKESTATIC,
            METAFACTORY,
            "altMetafactory",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;[Ljava/lang/Object;)"
                    + "Ljava/lang/invoke/CallSite;",
            false);
    private static final Handle RECALL = new Handle(
            H_INVOKESTATIC,
            Type.getInternalName(Recall.class),
            "link",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
                    + "Ljava/lang/invoke/MethodHandle;)Ljava/lang/invoke/CallSite;",
            false);

    private final boolean forWorker;
    private String name = "";
    private boolean isInterface;
    private boolean isEnum;
    private boolean isRecord;
    private boolean hasUid;
    private boolean hasLambdas;
    private boolean hasLookup;

    private CodeTransform(ClassVisitor next, boolean forWorker) {
        super(ASM9, next);
        this.forWorker = forWorker;
    }

    /** The version of a class that the notebook's own process defines. */
    public static byte[] forNotebook(byte[] classFile) {
        return transform(classFile, false);
    }

    /** The version of a class that workers define. */
    public static byte[] forWorker(byte[] classFile) {
        return transform(classFile, true);
    }

    private static byte[] transform(byte[] classFile, boolean forWorker) {
        var reader = new ClassReader(classFile);
        if ((reader.getAccess() & ACC_MODULE) != 0) {
            return classFile;
        }
        var writer = new ClassWriter(reader, 0);
        reader.accept(new CodeTransform(writer, forWorker), 0);
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
        isRecord = "java/lang/Record".equals(superName);
        super.visit(version, access, name, signature, superName, isInterface ? interfaces : serializable(interfaces));
    }

    private static String[] serializable(String @Nullable [] interfaces) {
        var declared = interfaces == null ? new String[0] : interfaces;
        if (Arrays.asList(declared).contains("java/io/Serializable")) {
            return declared;
        }
        var more = Arrays.copyOf(declared, declared.length + 1);
        more[declared.length] = "java/io/Serializable";
        return more;
    }

    @Override
    public FieldVisitor visitField(
            int access, String field, String descriptor, @Nullable String signature, @Nullable Object value) {
        hasUid |= field.equals("serialVersionUID");
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
        hasLookup |= method.equals(LOOKUP_METHOD);
        return new Calls(super.visitMethod(access, method, descriptor, signature, exceptions));
    }

    @Override
    public void visitEnd() {
        if (!isInterface && !isEnum && !isRecord && !hasUid) {
            super.visitField(ACC_PRIVATE | ACC_STATIC | ACC_FINAL | ACC_SYNTHETIC, "serialVersionUID", "J", null, 1L)
                    .visitEnd();
        }
        if (hasLambdas && !hasLookup) {
            var code = super.visitMethod(
                    ACC_PUBLIC | ACC_STATIC | ACC_SYNTHETIC, LOOKUP_METHOD, LOOKUP_DESCRIPTOR, null, null);
            code.visitCode();
            code.visitMethodInsn(INVOKESTATIC, "java/lang/invoke/MethodHandles", "lookup", LOOKUP_DESCRIPTOR, false);
            code.visitInsn(ARETURN);
            code.visitMaxs(1, 0);
            code.visitEnd();
        }
        super.visitEnd();
    }

    private final class Calls extends MethodVisitor {

        Calls(MethodVisitor next) {
            super(ASM9, next);
        }

        @Override
        public void visitInvokeDynamicInsn(String method, String descriptor, Handle bootstrap, Object... arguments) {
            if (!bootstrap.getOwner().equals(METAFACTORY)) {
                super.visitInvokeDynamicInsn(method, descriptor, bootstrap, arguments);
                return;
            }
            hasLambdas = true;
            // Both metafactories begin with the same three arguments; the flags are the fourth of the longer one.
            var serializable = Arrays.copyOf(arguments, Math.max(arguments.length, 4));
            serializable[3] = LambdaMetafactory.FLAG_SERIALIZABLE | (arguments.length > 3 ? (Integer) arguments[3] : 0);
            super.visitInvokeDynamicInsn(method, descriptor, ALT_METAFACTORY, serializable);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String method, String descriptor, boolean inInterface) {
            if (!Recall.covers(opcode == INVOKESTATIC, owner, method, descriptor)) {
                super.visitMethodInsn(opcode, owner, method, descriptor, inInterface);
                return;
            }
            if (opcode == INVOKESTATIC) {
                var original = new Handle(H_INVOKESTATIC, owner, method, descriptor, inInterface);
                super.visitInvokeDynamicInsn(method, descriptor, RECALL, original);
            } else if (opcode == INVOKEINTERFACE || opcode == INVOKEVIRTUAL) {
                var tag = opcode == INVOKEINTERFACE ? H_INVOKEINTERFACE : H_INVOKEVIRTUAL;
                var original = new Handle(tag, owner, method, descriptor, inInterface);
                super.visitInvokeDynamicInsn(method, "(L" + owner + ";" + descriptor.substring(1), RECALL, original);
            } else {
                super.visitMethodInsn(opcode, owner, method, descriptor, inInterface);
            }
        }
    }
}
