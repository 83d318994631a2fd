package org.forkbook.capsule;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;

/** The object stream of a capsule, read: it finds classes among those that capsules brought, and undoes stand-ins. */
final class CapsuleInput extends ObjectInputStream {

    private final ClassLoader loader;
    private final LambdaLinker linker;
    private final List<ByteBuffer> bulk;

    CapsuleInput(InputStream in, ClassLoader loader, LambdaLinker linker, List<ByteBuffer> bulk) throws IOException {
        super(in);
        this.loader = loader;
        this.linker = linker;
        this.bulk = bulk;
        enableResolveObject(true);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass descriptor) throws IOException, ClassNotFoundException {
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
            interfaces[index] = Class.forName(names[index], false, loader);
        }
        // An interface that is not public must have its proxies beside it.
        var home = interfaces.length == 0 || interfaces[0].getClassLoader() == null
                ? loader
                : interfaces[0].getClassLoader();
        return Proxy.newProxyInstance(home, interfaces, (proxy, method, arguments) -> null)
                .getClass();
    }

    @Override
    protected Object resolveObject(Object object) throws IOException {
        if (object instanceof LambdaRecipe recipe) {
            return linker.make(recipe);
        }
        if (object instanceof BulkArrays.Token token) {
            return BulkArrays.resolve(token, bulk);
        }
        if (object instanceof Proxy && Proxy.getInvocationHandler(object) instanceof LambdaRecipe.Late late) {
            var lambda = linker.make(late.recipe());
            late.resolve(lambda);
            return lambda;
        }
        var standard = StandIns.standard(object);
        return standard == null ? object : standard;
    }
}
