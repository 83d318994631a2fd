package org.forkbook.serialization.analysis;

import java.io.InvalidObjectException;
import java.lang.invoke.CallSite;
import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.forkbook.serialization.analysis.ClassOutline.Lambda;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A linker that creates a lambda again from the call site in its class file: it makes the same call of the
 * metafactory, so that bridges and marker interfaces are preserved.
 */
public final class LambdaLinker {

    private final NotebookCode code;
    /** A ClassValue, not a map: the factory of a class's lambdas refers to the class. */
    private final ClassValue<Map<Integer, MethodHandle>> factories = new ClassValue<>() {
        @Override
        protected Map<Integer, MethodHandle> computeValue(Class<?> type) {
            return new ConcurrentHashMap<>();
        }
    };

    public LambdaLinker(NotebookCode code) {
        this.code = code;
    }

    /** The classes whose lambdas it creates. */
    public NotebookCode code() {
        return code;
    }

    /** The recipe of a lambda that {@code capturing} created; null if its class file has no such call site. */
    @Nullable
    public SerializedNotebookLambda recipe(Class<?> capturing, SerializedLambda lambda) {
        var unit = code.unit(capturing);
        if (unit == null) {
            return null;
        }
        var found = -1;
        var sites = unit.outline.lambdas();
        for (var index = 0; index < sites.size(); index++) {
            var site = sites.get(index);
            if (matches(site, lambda)) {
                found = index;
                // The metafactory reports the class that declares the method; code may name one that inherits it.
                if (site.implementation().getOwner().equals(lambda.getImplClass())) {
                    break;
                }
            }
        }
        return found < 0
                ? null
                : new SerializedNotebookLambda(capturing, found, SerializedNotebookLambda.captured(lambda));
    }

    /**
     * Whether lambdas of a class can be created again, which its loader must support: other lambdas are sent in the
     * JDK's form.
     */
    public static boolean canLink(Class<?> capturing) {
        return capturing.getClassLoader() instanceof OpenLoader;
    }

    private static boolean matches(Lambda site, SerializedLambda lambda) {
        var implementation = site.implementation();
        var factory = Type.getMethodType(site.factoryDescriptor());
        return implementation.getName().equals(lambda.getImplMethodName())
                && implementation.getDesc().equals(lambda.getImplMethodSignature())
                && site.method().equals(lambda.getFunctionalInterfaceMethodName())
                && factory.getReturnType().getInternalName().equals(lambda.getFunctionalInterfaceClass())
                && factory.getArgumentTypes().length == lambda.getCapturedArgCount()
                && site.arguments().get(0).toString().equals(lambda.getFunctionalInterfaceMethodSignature())
                && site.arguments().get(2).toString().equals(lambda.getInstantiatedMethodType());
    }

    public Object make(SerializedNotebookLambda form) throws InvalidObjectException {
        try {
            MethodHandle factory;
            synchronized (this) {
                var known = factories.get(form.capturing());
                var linked = known.get(form.site());
                factory = linked == null ? link(form) : linked;
                known.put(form.site(), factory);
            }
            Object made = factory.invokeExact(form.captured());
            NotebookLambdas.note(made, form.capturing(), form.site());
            return made;
        } catch (Throwable e) { // invokeExact declares it
            var failure = new InvalidObjectException(
                    "A lambda of " + form.capturing().getName() + " can't be recreated here: " + e);
            failure.initCause(e);
            throw failure;
        }
    }

    private MethodHandle link(SerializedNotebookLambda form) throws ReflectiveOperationException, Throwable {
        var capturing = form.capturing();
        var unit = code.unit(capturing);
        if (unit == null) {
            throw new InvalidObjectException("the class file of " + capturing.getName() + " is not known here");
        }
        var site = unit.outline.lambdas().get(form.site());
        if (!(capturing.getClassLoader() instanceof OpenLoader home)) {
            throw new InvalidObjectException(capturing.getName() + " was not loaded by a notebook's loader");
        }
        var lookup = MethodHandles.privateLookupIn(capturing, home.lookup());
        var arguments = new Object[site.arguments().size()];
        for (var index = 0; index < arguments.length; index++) {
            arguments[index] = constant(lookup, site.arguments().get(index));
        }
        var type = methodType(lookup, site.factoryDescriptor());
        return callSite(lookup, site.method(), type, arguments)
                .getTarget()
                .asSpreader(Object[].class, type.parameterCount())
                .asType(MethodType.methodType(Object.class, Object[].class));
    }

    private static CallSite callSite(MethodHandles.Lookup lookup, String method, MethodType type, Object[] arguments)
            throws LambdaConversionException {
        return arguments.length > 3
                ? LambdaMetafactory.altMetafactory(lookup, method, type, arguments)
                : LambdaMetafactory.metafactory(
                        lookup, method, type, (MethodType) arguments[0], (MethodHandle) arguments[1], (MethodType)
                                arguments[2]);
    }

    private static Object constant(MethodHandles.Lookup lookup, Object constant) throws ReflectiveOperationException {
        if (constant instanceof Handle handle) {
            return methodHandle(lookup, handle);
        }
        if (constant instanceof Type type) {
            return type.getSort() == Type.METHOD
                    ? methodType(lookup, type.getDescriptor())
                    : classNamed(lookup, type.getInternalName());
        }
        return constant;
    }

    private static MethodHandle methodHandle(MethodHandles.Lookup lookup, Handle handle)
            throws ReflectiveOperationException {
        var owner = classNamed(lookup, handle.getOwner());
        var type = methodType(lookup, handle.getDesc());
        return switch (handle.getTag()) {
            case Opcodes.H_INVOKESTATIC -> lookup.findStatic(owner, handle.getName(), type);
            case Opcodes.H_NEWINVOKESPECIAL -> lookup.findConstructor(owner, type);
            case Opcodes.H_INVOKESPECIAL -> lookup.findSpecial(owner, handle.getName(), type, lookup.lookupClass());
            default -> lookup.findVirtual(owner, handle.getName(), type);
        };
    }

    private static MethodType methodType(MethodHandles.Lookup lookup, String descriptor) {
        return MethodType.fromMethodDescriptorString(
                descriptor, lookup.lookupClass().getClassLoader());
    }

    private static Class<?> classNamed(MethodHandles.Lookup lookup, String internalName) throws ClassNotFoundException {
        return Class.forName(
                internalName.replace('/', '.'), false, lookup.lookupClass().getClassLoader());
    }
}
