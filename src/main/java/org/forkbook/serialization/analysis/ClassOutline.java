package org.forkbook.serialization.analysis;

import static org.objectweb.asm.Opcodes.ACC_PRIVATE;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ASM9;
import static org.objectweb.asm.Opcodes.GETSTATIC;
import static org.objectweb.asm.Opcodes.H_GETSTATIC;
import static org.objectweb.asm.Opcodes.H_INVOKEINTERFACE;
import static org.objectweb.asm.Opcodes.H_INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.H_PUTSTATIC;
import static org.objectweb.asm.Opcodes.INVOKEINTERFACE;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.NEW;
import static org.objectweb.asm.Opcodes.PUTSTATIC;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * A summary of the references in one class file.
 *
 * @param mentioned the internal names of all classes that appear in the class file
 * @param methods each method, by name and descriptor
 * @param lambdas the calls that create lambdas
 */
public record ClassOutline(Set<String> mentioned, Map<Signature, Method> methods, List<Lambda> lambdas) {

    /** A method's name and descriptor. */
    public record Signature(String name, String descriptor) {

        // Written by hand, here and in other records that are keys: a record's generated methods are linked when they
        // are first called, which takes a new process 15 ms.

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Signature that && name.equals(that.name) && descriptor.equals(that.descriptor);
        }

        @Override
        public int hashCode() {
            return 31 * name.hashCode() + descriptor.hashCode();
        }
    }

    /** A member as it is named in code: the owner may have inherited it. */
    record Member(String owner, String name, String descriptor) {
        Signature signature() {
            return new Signature(name, descriptor);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Member that
                    && owner.equals(that.owner)
                    && name.equals(that.name)
                    && descriptor.equals(that.descriptor);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * owner.hashCode() + name.hashCode()) + descriptor.hashCode();
        }
    }

    /**
     * One method's references.
     *
     * @param direct the methods it calls that no subclass can override
     * @param virtual the methods it calls that may be overridden
     * @param created the classes that it instantiates, or names in a class literal
     * @param parameterNames the names of its parameters, if the class file has them; captured variables come first in
     *     a lambda's body
     */
    public record Method(
            int access,
            Set<Member> direct,
            Set<Member> virtual,
            Set<Member> staticReads,
            Set<Member> staticWrites,
            Set<String> created,
            Map<Integer, String> parameterNames) {

        boolean isStatic() {
            return (access & ACC_STATIC) != 0;
        }

        boolean isOverridable() {
            return (access & (ACC_STATIC | ACC_PRIVATE)) == 0;
        }
    }

    /** An {@code invokedynamic} of the lambda metafactory, with all that is needed to create the lambda again. */
    public record Lambda(String method, String factoryDescriptor, List<Object> arguments) {
        public Handle implementation() {
            return (Handle) arguments.get(1);
        }

        /** The method that implements it. */
        public Signature body() {
            return new Signature(implementation().getName(), implementation().getDesc());
        }
    }

    static ClassOutline of(byte[] classFile) {
        var reader = new ClassReader(classFile);
        var outline = new ClassOutline(new LinkedHashSet<>(), new HashMap<>(), new ArrayList<>());
        outline.mentionConstants(reader);
        reader.accept(outline.new Members(), ClassReader.SKIP_FRAMES);
        return outline;
    }

    /** Adds every class of the constant pool: linking or verifying the class may load it. */
    private void mentionConstants(ClassReader reader) {
        var buffer = new char[reader.getMaxStringLength()];
        for (var index = 1; index < reader.getItemCount(); index++) {
            var offset = reader.getItem(index);
            if (offset == 0) {
                continue; // The second slot of a long or double.
            }
            switch (reader.readByte(offset - 1)) {
                case 7 -> mention(Type.getObjectType(reader.readUTF8(offset, buffer)));
                case 12 -> mentionDescriptor(reader.readUTF8(offset + 2, buffer));
                case 16 -> mentionDescriptor(reader.readUTF8(offset, buffer));
                default -> {}
            }
        }
    }

    private void mentionDescriptor(String descriptor) {
        mention(Type.getType(descriptor));
    }

    private void mention(Type type) {
        switch (type.getSort()) {
            case Type.ARRAY -> mention(type.getElementType());
            case Type.OBJECT -> mentioned.add(type.getInternalName());
            case Type.METHOD -> {
                mention(type.getReturnType());
                for (var argument : type.getArgumentTypes()) {
                    mention(argument);
                }
            }
            default -> {}
        }
    }

    private final class Members extends ClassVisitor {

        Members() {
            super(ASM9);
        }

        @Override
        public @Nullable FieldVisitor visitField(
                int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
            mentionDescriptor(descriptor);
            return null;
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            mentionDescriptor(descriptor);
            var method = new Method(
                    access,
                    new LinkedHashSet<>(),
                    new LinkedHashSet<>(),
                    new LinkedHashSet<>(),
                    new LinkedHashSet<>(),
                    new LinkedHashSet<>(),
                    new HashMap<>());
            methods.put(new Signature(name, descriptor), method);
            return new Code(method);
        }
    }

    private final class Code extends MethodVisitor {
        private final Method method;

        Code(Method method) {
            super(ASM9);
            this.method = method;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            var calls = opcode == INVOKEVIRTUAL || opcode == INVOKEINTERFACE ? method.virtual() : method.direct();
            calls.add(new Member(owner, name, descriptor));
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            if (opcode == GETSTATIC) {
                method.staticReads().add(new Member(owner, name, descriptor));
            } else if (opcode == PUTSTATIC) {
                method.staticWrites().add(new Member(owner, name, descriptor));
            }
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            if (opcode == NEW) {
                method.created().add(type);
            }
        }

        @Override
        public void visitLdcInsn(Object value) {
            constant(value);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            if (bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory")) {
                lambdas.add(new Lambda(name, descriptor, List.of(arguments)));
            } else if (bootstrap.getOwner().equals(NotebookLambdas.NAME)) {
                // The last argument tells which of the two it is.
                lambdas.add(new Lambda(name, descriptor, List.of(arguments).subList(0, arguments.length - 1)));
            }
            for (var argument : arguments) {
                constant(argument);
            }
        }

        private void constant(Object value) {
            if (value instanceof Type type && type.getSort() == Type.OBJECT) {
                method.created().add(type.getInternalName());
            } else if (value instanceof Handle handle) {
                reference(handle);
            } else if (value instanceof ConstantDynamic dynamic) {
                reference(dynamic.getBootstrapMethod());
                for (var index = 0; index < dynamic.getBootstrapMethodArgumentCount(); index++) {
                    constant(dynamic.getBootstrapMethodArgument(index));
                }
            }
        }

        private void reference(Handle handle) {
            var member = new Member(handle.getOwner(), handle.getName(), handle.getDesc());
            switch (handle.getTag()) {
                case H_GETSTATIC -> method.staticReads().add(member);
                case H_PUTSTATIC -> method.staticWrites().add(member);
                case H_INVOKEVIRTUAL, H_INVOKEINTERFACE -> method.virtual().add(member);
                default -> {
                    // A field's descriptor has no parentheses; a handle of an instance field creates no dependency.
                    if (handle.getDesc().startsWith("(")) {
                        method.direct().add(member);
                        if (handle.getName().equals("<init>")) {
                            method.created().add(handle.getOwner());
                        }
                    }
                }
            }
        }

        @Override
        public void visitLocalVariable(
                String name, String descriptor, @Nullable String signature, Label start, Label end, int index) {
            method.parameterNames().putIfAbsent(index, name);
        }
    }
}
