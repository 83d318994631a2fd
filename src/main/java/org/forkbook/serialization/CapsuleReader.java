package org.forkbook.serialization;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.forkbook.multiprocessing.errors.CannotTravelException;
import org.forkbook.serialization.analysis.ClassFile;
import org.forkbook.serialization.analysis.ClassSource;
import org.forkbook.serialization.analysis.FieldAccess;
import org.forkbook.serialization.analysis.LambdaLinker;
import org.forkbook.serialization.analysis.NotebookCode;
import org.jspecify.annotations.Nullable;

/**
 * The deserializer of capsules in the receiving process: it defines the classes that came with them, and reads the
 * objects.
 *
 * <p>A process has one reader throughout, which keeps the classes of earlier capsules. It is thread-safe; but the
 * variables that {@link Opened#enter} sets are global to the process, so tasks that set them must take turns.
 *
 * <pre>{@code
 * var reader = new CapsuleReader(ClassLoader.getSystemClassLoader());
 * var opened = reader.open(capsule);
 * opened.enter();
 * ((Runnable) opened.value()).run();
 * }</pre>
 */
public final class CapsuleReader {

    private final Object lock = new Object();
    private final @Nullable ClassSource own;
    private final @Nullable AddedClasspathLoader added;
    private final Set<Field> pinned = new HashSet<>();
    private Generation generation;
    private @Nullable Variables current;
    private final Variables none = new Variables(List.of(), new Object[0]);

    /** The classes of one notebook session, and the linker of their lambdas. */
    private record Generation(CapsuleClassLoader classes, LambdaLinker linker) {}

    /**
     * A reader for a worker: it finds classes in {@code parent} first, and otherwise among those that came in
     * capsules. Additions to a sender's class path are added to the parent's.
     */
    public CapsuleReader(AddedClasspathLoader parent) {
        this(parent, null, parent);
    }

    /** A reader that ignores additions to class paths. */
    public CapsuleReader(ClassLoader parent) {
        this(parent, null, null);
    }

    /**
     * A reader for the notebook's own process.
     *
     * @param notebook the loader that has the notebook's classes
     * @param own the bytes of those classes
     */
    public CapsuleReader(ClassLoader notebook, ClassSource own) {
        this(notebook, own, null);
    }

    private CapsuleReader(ClassLoader notebook, @Nullable ClassSource own, @Nullable AddedClasspathLoader added) {
        this.own = own;
        this.added = added;
        generation = generation(new CapsuleClassLoader(notebook, added != null));
    }

    private Generation generation(CapsuleClassLoader classes) {
        return new Generation(classes, new LambdaLinker(new NotebookCode(own == null ? classes : own)));
    }

    /**
     * The bytes of the classes that came in capsules: a worker needs them to send these classes on to workers of its
     * own.
     */
    public ClassSource classes() {
        return new ClassSource() {
            @Override
            public byte @Nullable [] bytesOf(Class<?> type) {
                // Whichever session the class is from, its own loader has its bytes.
                return type.getClassLoader() instanceof CapsuleClassLoader home ? home.bytesOf(type) : null;
            }

            @Override
            public List<String> addedClassPath() {
                return added == null ? List.of() : added.paths();
            }

            @Override
            public List<ClassLoader> loaders() {
                return List.of(loader());
            }
        };
    }

    /**
     * The loader that finds the classes of the capsules opened so far; it is the context class loader of task
     * threads.
     */
    public ClassLoader loader() {
        synchronized (lock) {
            return generation.classes();
        }
    }

    /**
     * Opens a capsule.
     *
     * <p>The result holds the object and the values of the notebook variables that came with it; {@link Opened#enter}
     * assigns these.
     *
     * @throws ClassNotFoundException if the object has a class that neither this process nor the capsule has
     * @throws IOException if the bytes are not a capsule's
     */
    public Opened open(Capsule capsule) throws IOException, ClassNotFoundException {
        if (SimpleValues.isSimple(capsule.body())) {
            var value = SimpleValues.read(capsule.body().duplicate());
            return new Opened(value, none, List.of(), loader());
        }
        if (added != null) {
            added.addAll(capsule.classPath());
        }
        var home = define(capsule.classes());
        return onDeepStack(() -> read(capsule, home));
    }

    /**
     * Reads the object of a capsule from a less trusted process, as a worker is for its parent. The classes and the
     * class path that came with it are not used: an object whose class this process doesn't have itself is not read.
     *
     * @throws ClassNotFoundException if the object has a class that this process doesn't have
     * @throws IOException if the bytes are not a capsule's, or contain what the {@link DeserializationFilter} rejects
     */
    public @Nullable Object readKnown(Capsule capsule) throws IOException, ClassNotFoundException {
        if (capsule.isSimple()) {
            return SimpleValues.read(capsule.body().duplicate());
        }
        Generation home;
        synchronized (lock) {
            home = generation;
        }
        return onDeepStack(() -> readKnown(capsule, home)).value();
    }

    private Opened readKnown(Capsule capsule, Generation home) throws IOException, ClassNotFoundException {
        var bytes = new BufferInput(capsule.body().duplicate());
        var filter = new DeserializationFilter(capsule.size());
        try (var in = new CapsuleInput(bytes, home.classes(), home.linker(), capsule.bulk(), filter)) {
            return new Opened(in.readWhole(), none, List.of(), home.classes());
        } catch (IOException e) {
            if (e.getMessage() != null) {
                throw e;
            }
            throw new IOException("Can't read what another process sent, because it is truncated or corrupt: " + e, e);
        } catch (RuntimeException | InternalError e) {
            // Field values that are invalid for their class, or for the JDK, whose maps throw an error.
            throw new IOException("Can't read what another process sent: " + e, e);
        } catch (ClassNotFoundException e) {
            if (capsule.classes().stream().noneMatch(file -> file.name().equals(e.getMessage()))) {
                throw e;
            }
            throw new ClassNotFoundException(
                    e.getMessage()
                            + ", which this process has not sent: classes that a worker defines are not accepted",
                    e);
        }
    }

    private static Opened onDeepStack(LargeStack.Step<Opened> step) throws IOException, ClassNotFoundException {
        try {
            return LargeStack.run(step);
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            throw e;
        } catch (StackOverflowError e) {
            throw new IOException("What another process sent is nested too deeply to be read here", e);
        } catch (Exception e) {
            throw new IOException("Can't read what another process sent: " + e, e);
        }
    }

    private Generation define(List<ClassFile> files) {
        synchronized (lock) {
            // Another notebook session may use the same names: then all its classes get a new loader.
            if (files.stream().anyMatch(generation.classes()::conflicts)) {
                generation = generation(generation.classes().replacedBy(files));
                pinned.clear();
            } else {
                files.forEach(generation.classes()::add);
            }
            return generation;
        }
    }

    private Opened read(Capsule capsule, Generation home) throws IOException, ClassNotFoundException {
        var bytes = new BufferInput(capsule.body().duplicate());
        try (var in = new CapsuleInput(bytes, home.classes(), home.linker(), capsule.bulk(), null)) {
            var value = in.readWhole();
            var variables = new ArrayList<Field>();
            var contents = new ArrayList<@Nullable Object>();
            for (var count = in.readInt(); count > 0; count = in.readInt()) {
                for (var index = 0; index < count; index++) {
                    var name = in.readUTF() + "#" + in.readUTF();
                    if (in.readBoolean()) {
                        var content = in.readWhole();
                        var variable = variable(name, home.classes());
                        if (!Modifier.isFinal(variable.getModifiers())) {
                            variables.add(variable);
                            contents.add(content);
                        }
                    }
                }
            }
            return new Opened(
                    value, new Variables(List.copyOf(variables), contents.toArray()), assigned(in), home.classes());
        }
    }

    private static List<String> assigned(ObjectInputStream in) throws IOException {
        var names = new ArrayList<String>();
        for (var count = in.readInt(); count > 0; count--) {
            names.add(in.readUTF());
        }
        return names;
    }

    private static Field variable(String name, ClassLoader loader) throws IOException, ClassNotFoundException {
        var hash = name.indexOf('#');
        try {
            var field =
                    Class.forName(name.substring(0, hash), false, loader).getDeclaredField(name.substring(hash + 1));
            if (!Modifier.isStatic(field.getModifiers())) {
                throw new IOException(name + " is not a static field, so it is not a notebook variable");
            }
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IOException("no variable " + name + " in the class that was sent with it", e);
        }
    }

    /**
     * The variables that came with a capsule. This object outlives its capsule as the current variables of the
     * process, so it doesn't refer to the capsule's object, which can be collected as soon as its task has ended.
     */
    private final class Variables {
        private final List<Field> fields;
        private final @Nullable Object[] contents;

        Variables(List<Field> fields, @Nullable Object[] contents) {
            this.fields = fields;
            this.contents = contents;
        }

        void enter() {
            synchronized (lock) {
                if (current == this) {
                    return;
                }
                if (current != null) {
                    current.leave();
                }
                current = this;
                for (var index = 0; index < contents.length; index++) {
                    var field = fields.get(index);
                    if (!pinned.contains(field)) {
                        FieldAccess.set(field, null, contents[index]);
                    }
                }
            }
        }

        private void leave() {
            for (var index = 0; index < contents.length; index++) {
                contents[index] = FieldAccess.get(fields.get(index), null);
            }
        }

        void adopt() {
            if (own == null && contents.length > 0) {
                synchronized (lock) {
                    var kept = current == null ? List.<Field>of() : current.fields;
                    for (var index = 0; index < contents.length; index++) {
                        var field = fields.get(index);
                        if (!pinned.contains(field) && !kept.contains(field)) {
                            FieldAccess.set(field, null, contents[index]);
                        }
                    }
                }
            }
        }
    }

    /** An opened capsule. */
    public final class Opened {
        private final @Nullable Object value;
        private final Variables variables;
        private final List<String> assigned;
        private final ClassLoader loader;

        private Opened(@Nullable Object value, Variables variables, List<String> assigned, ClassLoader loader) {
            this.value = value;
            this.variables = variables;
            this.assigned = assigned;
            this.loader = loader;
        }

        /** The object that was packed. */
        public @Nullable Object value() {
            return value;
        }

        /**
         * Makes this capsule's variables the current ones of the process; to be called before each run of the task.
         * If another capsule's task ran in between, its changes are saved for it, and this one finds its own values.
         */
        public void enter() {
            variables.enter();
        }

        /**
         * Assigns those of this capsule's variables that neither the current capsule nor an initializer has set: code
         * that came with a task's arguments, or in a message, reads the values of the time of sending. In the
         * notebook's own process all variables are already set.
         *
         * @return the object that was packed
         */
        public @Nullable Object adopt() {
            variables.adopt();
            return value;
        }

        /**
         * Runs a pool's initializer. The variables that it assigns or modifies belong to the worker from then on:
         * later capsules don't overwrite them. In Python, too, an initializer sets globals for the tasks to come.
         */
        public void initialize(Callable<?> initializer) throws Exception {
            enter();
            var before = snapshots();
            initializer.call();
            var after = snapshots();
            synchronized (lock) {
                for (var index = 0; index < before.size(); index++) {
                    if (before.get(index) == null || !Objects.deepEquals(before.get(index), after.get(index))) {
                        pinned.add(variables.fields.get(index));
                    }
                }
                for (var name : assigned) {
                    pinned.add(variable(name, loader));
                }
            }
        }

        /**
         * Serialized copies of the variables' values; null for a value that can't be serialized, which then counts as
         * modified.
         */
        private List<@Nullable Object> snapshots() {
            var writer = new CapsuleWriter(classes());
            var bytes = new ArrayList<@Nullable Object>();
            for (var variable : variables.fields) {
                try {
                    var capsule = writer.packCopy(FieldAccess.get(variable, null));
                    bytes.add(new Object[] {capsule.body(), capsule.bulk().toArray()});
                } catch (CannotTravelException e) {
                    bytes.add(null); // It counts as modified.
                }
            }
            return bytes;
        }
    }
}
