package org.forkbook.serialization.analysis;

import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A cache of the analysed notebook classes: each with its class file, its outline and its neighbours. */
public final class NotebookCode {

    private static final String WRAPPER = "REPL.$JShell$";

    /** The methods that the JVM or an object stream calls. */
    private static final Set<String> HOOKS =
            Set.of("readObject", "readResolve", "writeReplace", "writeObject", "<clinit>");

    private final ClassSource source;
    /** A ClassValue, not a map: the cached data refer to the class. */
    private final ClassValue<Optional<Unit>> units = new ClassValue<>() {
        @Override
        protected Optional<Unit> computeValue(Class<?> type) {
            var bytes = source.bytesOf(type);
            return bytes == null ? Optional.empty() : Optional.of(new Unit(type, bytes));
        }
    };

    private final ClassValue<Optional<ObjectLayout>> forms = new ClassValue<>() {
        @Override
        protected Optional<ObjectLayout> computeValue(Class<?> type) {
            return layout(type);
        }
    };

    public NotebookCode(ClassSource source) {
        this.source = source;
    }

    /** Whether a class is a notebook class. */
    public boolean has(Class<?> type) {
        return !type.isArray()
                && !type.isPrimitive()
                && !type.isHidden()
                && type.getClassLoader() != null
                && source.bytesOf(type) != null;
    }

    /** The layout of a class that an object stream would not write, or not completely; else null. */
    @Nullable
    public ObjectLayout formOf(Class<?> type) {
        return forms.get(type).orElse(null);
    }

    private Optional<ObjectLayout> layout(Class<?> type) {
        if (!has(type)) {
            return Optional.empty();
        }
        var layout = new ObjectLayout(type, this::has);
        var isForStreams = Serializable.class.isAssignableFrom(type)
                && (layout.hasHooks()
                        || layout.fields().stream()
                                .allMatch(field -> Serializable.class.isAssignableFrom(field.getDeclaringClass())));
        return isForStreams ? Optional.empty() : Optional.of(layout);
    }

    /** The additions to the class path. */
    public List<String> addedClassPath() {
        return source.addedClassPath();
    }

    /** The cached data of one notebook class. */
    public static final class Unit {
        final Class<?> type;
        final ClassFile file;
        public final ClassOutline outline;
        private @Nullable List<Class<?>> neighbours;
        private @Nullable Set<ClassOutline.Signature> callbacks;

        Unit(Class<?> type, byte[] bytes) {
            this.type = type;
            file = new ClassFile(type.getName(), hash(bytes), bytes);
            outline = ClassOutline.of(bytes);
        }
    }

    /** The data of a class; null for one that every process finds on its class path. */
    @Nullable
    public Unit unit(Class<?> type) {
        if (type.isArray() || type.isPrimitive() || type.isHidden() || type.getClassLoader() == null) {
            return null;
        }
        return units.get(type).orElse(null);
    }

    /**
     * Whether JShell generated a class as the wrapper of a snippet. Its static fields are the notebook's variables,
     * its methods the notebook's methods.
     */
    public static boolean isWrapper(Class<?> type) {
        var name = type.getName();
        return name.startsWith(WRAPPER) && name.indexOf('$', WRAPPER.length()) < 0;
    }

    /**
     * Resolves a class name in the context of {@code from}; null if there is no such class, or it is one of the
     * JDK's.
     */
    public static @Nullable Class<?> resolve(Class<?> from, String internalName) {
        if (internalName.startsWith("java/") || internalName.startsWith("[")) {
            return null;
        }
        try {
            return Class.forName(internalName.replace('/', '.'), false, from.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            return null; // A forward reference that no cell has completed yet: it fails only if it is used.
        }
    }

    @Nullable
    Unit resolveUnit(Class<?> from, String internalName) {
        var type = resolve(from, internalName);
        return type == null ? null : unit(type);
    }

    /** Resolves a class name from a class file, for a lambda whose capturing class is known by name only. */
    @Nullable
    public Class<?> find(String internalName, Set<ClassLoader> others) {
        var loaders = new LinkedHashSet<>(source.loaders());
        loaders.addAll(others);
        for (var loader : loaders) {
            try {
                return Class.forName(internalName.replace('/', '.'), false, loader);
            } catch (ClassNotFoundException e) {
                // Another loader may have it.
            }
        }
        return null;
    }

    /** The classes and all that linking them may load, each once. */
    Set<Class<?>> closure(Iterable<Class<?>> from) {
        var found = new LinkedHashSet<Class<?>>();
        var open = new ArrayList<Class<?>>();
        from.forEach(open::add);
        while (!open.isEmpty()) {
            var type = open.remove(open.size() - 1);
            var unit = unit(type);
            if (unit != null && found.add(type)) {
                open.addAll(neighbours(unit));
            }
        }
        return found;
    }

    private synchronized List<Class<?>> neighbours(Unit unit) {
        var known = unit.neighbours;
        if (known == null) {
            known = new ArrayList<>();
            for (var name : unit.outline.mentioned()) {
                var other = resolveUnit(unit.type, name);
                if (other != null) {
                    known.add(other.type);
                }
            }
            unit.neighbours = known;
        }
        return known;
    }

    /** The methods of a class that library code may call: those that a supertype outside the notebook declares. */
    synchronized Set<ClassOutline.Signature> callbacks(Unit unit) {
        var known = unit.callbacks;
        if (known == null) {
            known = new LinkedHashSet<>();
            var inherited = new LinkedHashSet<String>();
            for (var type : librarySupertypes(unit.type)) {
                for (var method : type.getDeclaredMethods()) {
                    if ((method.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0) {
                        inherited.add(method.getName());
                    }
                }
            }
            for (var entry : unit.outline.methods().entrySet()) {
                var name = entry.getKey().name();
                // By name only: a method that overloads a library's is included unnecessarily, which does no harm.
                if (HOOKS.contains(name) || (entry.getValue().isOverridable() && inherited.contains(name))) {
                    known.add(entry.getKey());
                }
            }
            unit.callbacks = known;
        }
        return known;
    }

    private Set<Class<?>> librarySupertypes(Class<?> type) {
        var found = new LinkedHashSet<Class<?>>();
        var open = new ArrayList<Class<?>>(List.of(type));
        while (!open.isEmpty()) {
            var next = open.remove(open.size() - 1);
            if (next != type && unit(next) == null) {
                found.add(next);
            }
            open.addAll(supertypes(next));
        }
        return found;
    }

    /** The superclass of a class, if it has one, and its interfaces. */
    public static List<Class<?>> supertypes(Class<?> type) {
        var interfaces = Stream.<Class<?>>of(type.getInterfaces());
        return Stream.concat(Stream.ofNullable(type.getSuperclass()), interfaces)
                .toList();
    }

    private static long hash(byte[] bytes) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
