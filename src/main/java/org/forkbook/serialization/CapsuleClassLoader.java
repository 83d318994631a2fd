package org.forkbook.serialization;

import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.forkbook.serialization.analysis.ClassFile;
import org.forkbook.serialization.analysis.ClassSource;
import org.forkbook.serialization.analysis.OpenLoader;
import org.jspecify.annotations.Nullable;

/** A class loader for classes that came in capsules. */
final class CapsuleClassLoader extends ClassLoader implements ClassSource, OpenLoader {

    static {
        ClassLoader.registerAsParallelCapable();
    }

    private final Map<String, ClassFile> files = new ConcurrentHashMap<>();

    private final boolean ownFirst;

    /**
     * @param ownFirst whether the parent isn't asked for a class that came in a capsule: a worker's class path has
     *     none of them, and a first search in a large jar takes a tenth of a worker's start
     */
    CapsuleClassLoader(ClassLoader parent, boolean ownFirst) {
        super("forkbook", parent);
        this.ownFirst = ownFirst;
    }

    /** Whether another version of a class of this name is already known. */
    boolean conflicts(ClassFile file) {
        var known = files.get(file.name());
        return known != null && known.hash() != file.hash();
    }

    void add(ClassFile file) {
        files.put(file.name(), file);
    }

    /**
     * A loader with the same class files, except those that {@code newer} replaces: none of its classes is defined
     * yet.
     */
    CapsuleClassLoader replacedBy(List<ClassFile> newer) {
        var next = new CapsuleClassLoader(getParent(), ownFirst);
        next.files.putAll(files);
        newer.forEach(next::add);
        return next;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!ownFirst || !files.containsKey(name)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            var loaded = findLoadedClass(name);
            var own = loaded == null ? findClass(name) : loaded;
            if (resolve) {
                resolveClass(own);
            }
            return own;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        var file = files.get(name);
        if (file == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, file.bytes(), 0, file.bytes().length);
    }

    @Override
    public byte @Nullable [] bytesOf(Class<?> type) {
        var file = type.getClassLoader() == this ? files.get(type.getName()) : null;
        return file == null ? null : file.bytes();
    }

    @Override
    public List<ClassLoader> loaders() {
        return List.of(this);
    }

    @Override
    public MethodHandles.Lookup lookup() {
        synchronized (getClassLoadingLock(INNER_CLASS)) {
            var inner = findLoadedClass(INNER_CLASS);
            return OpenLoader.lookupOf(
                    inner == null ? defineClass(INNER_CLASS, OpenLoader.innerClassFile(), null) : inner);
        }
    }
}
