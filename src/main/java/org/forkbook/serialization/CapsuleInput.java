package org.forkbook.serialization;

import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Proxy;
import java.util.List;
import org.forkbook.serialization.analysis.LambdaLinker;
import org.forkbook.serialization.analysis.SerializedNotebookLambda;
import org.jspecify.annotations.Nullable;

/**
 * The object input stream of a capsule: it finds classes among those that came in capsules, and resolves
 * serialization proxies.
 */
final class CapsuleInput extends ObjectInputStream implements ObjectForm.Input {

    private final ClassLoader loader;
    private final LambdaLinker linker;
    private final List<Object> bulk;
    private final boolean knownOnly;
    private final FormReader forms;

    /** A stream from another process; {@code filter} is null if that process, as a parent, is fully trusted. */
    CapsuleInput(
            InputStream in,
            ClassLoader loader,
            LambdaLinker linker,
            List<Object> bulk,
            @Nullable DeserializationFilter filter)
            throws IOException {
        super(in);
        knownOnly = filter != null;
        if (filter != null) {
            setObjectInputFilter(ObjectInputFilter.merge(filter, getObjectInputFilter()));
        }
        this.loader = loader;
        this.linker = linker;
        this.bulk = bulk;
        forms = new FormReader(linker.code()::formOf);
        enableResolveObject(true);
    }

    /** Reads one of the top-level objects of the capsule. */
    @Nullable
    Object readWhole() throws IOException, ClassNotFoundException {
        var object = readObject();
        forms.finish(this);
        return object;
    }

    @Override
    public FormReader forms() {
        return forms;
    }

    /**
     * A notebook class has one version per name, so the reader's own descriptor is as good as the writer's. They may
     * differ in the version number that the JDK computes, because a worker's static fields aren't final.
     */
    @Override
    protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
        var written = super.readClassDescriptor();
        permit(written.getName());
        if (written.getSerialVersionUID() == 0 || written.getName().startsWith("java.")) {
            return written; // Not serializable, an enum, a record, or the JDK's.
        }
        try {
            var type = Class.forName(written.getName(), false, loader);
            var own = linker.code().has(type) ? ObjectStreamClass.lookup(type) : null;
            return own == null ? written : own;
        } catch (ClassNotFoundException e) {
            return written; // It is looked for again, and reported missing, in resolveClass.
        }
    }

    /** Checked before the class is looked up: a rejected class isn't even loaded. */
    private void permit(String className) throws InvalidClassException {
        if (knownOnly && !DeserializationFilter.permits(className)) {
            throw new InvalidClassException(
                    className,
                    "objects of this type aren't accepted from a worker process, because reading them may run code"
                            + " that the"
                            + " worker chooses. Return the contents instead: text, numbers, or your own record");
        }
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass descriptor) throws IOException, ClassNotFoundException {
        permit(descriptor.getName());
        try {
            return Class.forName(descriptor.getName(), false, loader);
        } catch (ClassNotFoundException e) {
            return super.resolveClass(descriptor); // The primitive types.
        }
    }

    @Override
    protected Class<?> resolveProxyClass(String[] names) throws IOException, ClassNotFoundException {
        var interfaces = new Class<?>[names.length];
        for (var index = 0; index < names.length; index++) {
            permit(names[index]);
            interfaces[index] = Class.forName(names[index], false, loader);
        }
        // A proxy for an interface that isn't public must be in the interface's package and loader.
        var home = interfaces.length == 0 || interfaces[0].getClassLoader() == null
                ? loader
                : interfaces[0].getClassLoader();
        return Proxy.newProxyInstance(home, interfaces, (proxy, method, arguments) -> null)
                .getClass();
    }

    @Override
    protected Object resolveObject(Object object) throws IOException {
        if (object instanceof SerializedNotebookLambda form) {
            return linker.make(form);
        }
        if (object instanceof OutOfBandArrays.Token token) {
            return OutOfBandArrays.resolve(token, bulk);
        }
        if (object instanceof Proxy
                && Proxy.getInvocationHandler(object) instanceof SerializedNotebookLambda.Late late) {
            var lambda = linker.make(late.recipe());
            late.resolve(lambda);
            return lambda;
        }
        return FormReader.resolve(object);
    }
}
