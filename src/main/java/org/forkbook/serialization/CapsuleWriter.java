package org.forkbook.serialization;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.forkbook.multiprocessing.errors.CannotTravelException;
import org.forkbook.serialization.analysis.ClassSource;
import org.forkbook.serialization.analysis.FieldAccess;
import org.forkbook.serialization.analysis.LambdaLinker;
import org.forkbook.serialization.analysis.NotebookCode;
import org.forkbook.serialization.analysis.Reachability;
import org.forkbook.usercode.UserCode;
import org.jspecify.annotations.Nullable;

/**
 * The serializer of objects, with the code that they need, into capsules.
 *
 * <p>Thread-safe. A process has one writer throughout, which caches its analysis of each class and of each lambda.
 */
public final class CapsuleWriter {
    /** The packages that allocate memory in order to serialize an object. */
    private static final List<String> WRITERS = List.of("java.", "jdk.", "sun.", "org.forkbook.serialization.");

    private static final int REMEMBERED = 512;

    private final NotebookCode code;
    private final LambdaLinker linker;

    /** Null if the receivers are on this machine. */
    private final @Nullable Destination destination;

    /** Cached analyses by their roots and kind; a class never changes, so they stay valid. */
    private final Map<List<Object>, Reachability> reaches;

    /** A writer that takes the bytes of classes that are on no class path from {@code source}. */
    public CapsuleWriter(ClassSource source) {
        code = new NotebookCode(source);
        linker = new LambdaLinker(code);
        destination = null;
        reaches = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<List<Object>, Reachability> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    private CapsuleWriter(CapsuleWriter other, @Nullable Destination destination) {
        code = other.code;
        linker = other.linker;
        reaches = other.reaches;
        this.destination = destination;
    }

    /**
     * This writer, for receivers on another machine: what can't be reached from there is refused.
     *
     * @param machine null for this machine
     */
    public CapsuleWriter to(@Nullable Destination machine) {
        return Objects.equals(destination, machine) ? this : new CapsuleWriter(this, machine);
    }

    /**
     * Packs a task: the object, the classes that its code reaches, and the current values of the notebook variables
     * that its code reads. Keep its {@linkplain Capsule#kept references} until it has been opened.
     *
     * @throws CannotTravelException if something that it reaches can't be serialized
     */
    public Capsule packTask(@Nullable Object task) {
        return packTask(task, true);
    }

    /**
     * As {@link #packTask(Object)}.
     *
     * @param copied whether its large arrays are copied now, which is unnecessary if nobody modifies them before they
     *     have been sent
     * @throws CannotTravelException if something that it reaches can't be serialized
     */
    public Capsule packTask(@Nullable Object task, boolean copied) {
        return pack(task, CaptureMode.TASK, copied);
    }

    /**
     * Packs objects that other code may call, such as a task's arguments, which may be lambdas, with the variables
     * that their code reads. Keep its {@linkplain Capsule#kept references} until it has been opened.
     *
     * @param copied whether large arrays in it are copied now
     * @throws CannotTravelException if something that they reach can't be serialized
     */
    public Capsule packArguments(Object arguments, boolean copied) {
        return pack(arguments, CaptureMode.ARGUMENTS, copied);
    }

    /**
     * Packs a message, such as a queue's element, with the variables that its code may read, as far as they can be
     * serialized, for a receiver that has none of its own. The objects of this process that it refers to are pinned.
     *
     * @throws CannotTravelException if something that it reaches can't be serialized
     */
    public Capsule packMessage(@Nullable Object message) {
        return pack(message, CaptureMode.MESSAGE, true).pinned();
    }

    /**
     * Packs a plain value, such as what a task threw, with its classes, but without the variables that their code
     * might read: the receiver uses its own. The objects of this process that it refers to are pinned.
     *
     * @throws CannotTravelException if something that it reaches can't be serialized
     */
    public Capsule packValue(@Nullable Object value) {
        return packCopy(value).pinned();
    }

    /** As {@link #packValue}, for a value that isn't sent. */
    Capsule packCopy(@Nullable Object value) {
        return pack(value, CaptureMode.VALUE, true);
    }

    /**
     * As {@link #packValue}, for a value that isn't modified before the capsule has been sent: its large arrays
     * aren't copied.
     *
     * @throws CannotTravelException if something that it reaches can't be serialized
     */
    public Capsule packResult(@Nullable Object value) {
        return pack(value, CaptureMode.VALUE, false).pinned();
    }

    /**
     * Packs a value that can be serialized without running code of any class, such as a number or a string, or an
     * array of these.
     *
     * @return null if it is no such value
     */
    public @Nullable Capsule packSimple(@Nullable Object value) {
        var simple = SimpleValues.write(value);
        return simple == null ? null : new Capsule(List.of(), List.of(), simple, List.of());
    }

    private Capsule pack(@Nullable Object value, CaptureMode mode, boolean copied) {
        var simple = packSimple(value);
        if (simple != null) {
            return simple;
        }
        if (mode.isOpen()) {
            try {
                return LargeStack.run(
                        () -> write(value, mode, variable -> true, new ArrayList<>(), new OutOfBandArrays(copied)));
            } catch (Exception e) {
                // The failure may concern an optional variable: the second try omits those that can't be serialized,
                // and reports other failures.
                return packOrExplain(value, mode, this::canTravel, copied);
            }
        }
        return packOrExplain(value, mode, variable -> true, copied);
    }

    private boolean canTravel(Field variable) {
        try {
            packCopy(read(variable));
            return true;
        } catch (CannotTravelException e) {
            return false;
        }
    }

    private Capsule packOrExplain(@Nullable Object value, CaptureMode mode, Predicate<Field> optional, boolean copied) {
        var kind = mode == CaptureMode.TASK || mode == CaptureMode.ARGUMENTS
                ? UnserializablePath.TASK
                : UnserializablePath.VALUE;
        var written = new ArrayList<Field>();
        try {
            return LargeStack.run(() -> {
                written.clear(); // This may be the second try, on a larger stack.
                return write(value, mode, optional, written, new OutOfBandArrays(copied));
            });
        } catch (NotSerializableException e) {
            throw new CannotTravelException(
                    UnserializablePath.describe(
                            kind, named(value, written), String.valueOf(e.getMessage()), null, code),
                    e);
        } catch (InvalidClassException e) {
            throw new CannotTravelException(
                    UnserializablePath.describe(
                            kind,
                            named(value, written),
                            e.classname == null ? "" : e.classname,
                            e.classname == null ? e.getMessage() : withoutPrefix(e),
                            code),
                    e);
        } catch (ConcurrentModificationException e) {
            throw new CannotTravelException(
                    "A collection was changed by another thread while it was being sent to a worker process. Send a"
                            + " copy of it, or change it only when nothing is being submitted.",
                    e);
        } catch (CannotTravelException e) {
            throw e;
        } catch (Exception e) { // Whatever a class's own writeObject throws.
            throw new CannotTravelException(
                    "The " + kind + " can't be sent to another process: writing it failed with " + e
                            + ". The cause's stack trace shows which writeObject or writeReplace it was.",
                    e);
        }
    }

    private static String withoutPrefix(InvalidClassException e) {
        var message = String.valueOf(e.getMessage());
        return message.startsWith(e.classname + "; ") ? message.substring(e.classname.length() + 2) : message;
    }

    /**
     * Writes the object, and then variables in rounds, until their values bring no new code that reads further ones.
     * All of it is one stream, so that two paths to one object lead to one object in the reader too.
     *
     * @param optional selects the optional variables that are written
     */
    private Capsule write(
            @Nullable Object value,
            CaptureMode mode,
            Predicate<Field> optional,
            List<Field> written,
            OutOfBandArrays outOfBand)
            throws IOException {
        var bytes = new ByteArrayBuilder();
        try {
            // Not closed, since it is in memory only: close() writes, which would fail with the same error when the
            // heap is full.
            var out = new CapsuleOutput(bytes, code, linker, outOfBand, destination);
            out.writeWhole(value);
            var reachability = reach(out.roots(), mode.isOpen());
            var seen = new LinkedHashSet<Field>();
            while (mode != CaptureMode.VALUE) {
                var needed = mode == CaptureMode.ARGUMENTS ? reach(out.roots(), false) : reachability;
                var round = new ArrayList<Field>();
                for (var variable : reachability.reads()) {
                    var isNeeded = mode != CaptureMode.MESSAGE && needed.reads().contains(variable);
                    if (seen.add(variable) && (isNeeded || optional.test(variable))) {
                        round.add(variable);
                    }
                }
                if (round.isEmpty()) {
                    break;
                }
                out.writeInt(round.size());
                for (var variable : round) {
                    written.add(variable);
                    writeVariable(out, variable);
                }
                reachability = reach(out.roots(), mode.isOpen());
            }
            out.writeInt(0);
            var writes = mode == CaptureMode.TASK ? reachability.writes() : Set.<Field>of();
            out.writeInt(writes.size());
            for (var variable : writes) {
                out.writeUTF(variable.getDeclaringClass().getName() + "#" + variable.getName());
            }
            out.flush();
            return new Capsule(
                    reachability.classes(),
                    out.hasAddedClasses() || !reachability.classes().isEmpty() ? code.addedClassPath() : List.of(),
                    bytes.buffer().asReadOnlyBuffer(),
                    List.copyOf(outOfBand.arrays()),
                    out.holdsRandom(),
                    out.kept());
        } catch (OutOfMemoryError e) {
            if (isOfItsOwnCode(e)) {
                throw e;
            }
            throw CannotTravelException.ofFullHeap(bytes.size() + outOfBand.size(), e);
        }
    }

    /** Whether this was thrown by the code of the object being written, rather than by the code that writes it. */
    private static boolean isOfItsOwnCode(OutOfMemoryError e) {
        return UserCode.frames(e).stream()
                .limit(1)
                .map(StackTraceElement::getClassName)
                .anyMatch(name -> WRITERS.stream().noneMatch(name::startsWith));
    }

    private void writeVariable(CapsuleOutput out, Field variable) throws IOException {
        out.writeUTF(variable.getDeclaringClass().getName());
        out.writeUTF(variable.getName());
        var value = read(variable);
        // A value that the class initializes again by itself and that can't be serialized is left out: a logger, a
        // thread pool.
        var keepsOwn = Modifier.isFinal(variable.getModifiers()) && value != null && !out.canWrite(value);
        out.writeBoolean(!keepsOwn);
        if (!keepsOwn) {
            out.writeWhole(value);
        }
    }

    private static @Nullable Object read(Field variable) {
        variable.setAccessible(true); // A notebook's classes are open to us.
        return FieldAccess.get(variable, null);
    }

    private Reachability reach(Set<Reachability.Root> roots, boolean open) {
        var key = List.<Object>of(Set.copyOf(roots), open);
        synchronized (reaches) {
            var known = reaches.get(key);
            if (known != null) {
                return known;
            }
        }
        var reachability = Reachability.of(code, roots, open);
        synchronized (reaches) {
            reaches.put(key, reachability);
        }
        return reachability;
    }

    private static Map<String, Object> named(@Nullable Object value, List<Field> written) {
        var names = new LinkedHashMap<String, Object>();
        if (value != null) {
            names.put("", value);
        }
        for (var variable : written) {
            var content = read(variable);
            if (content != null) {
                names.put(name(variable), content);
            }
        }
        return names;
    }

    /**
     * The name of a variable as the user knows it: a notebook variable's own, or that of a static field with its
     * class.
     */
    private static String name(Field variable) {
        var owner = variable.getDeclaringClass();
        return NotebookCode.isWrapper(owner) ? variable.getName() : owner.getSimpleName() + "." + variable.getName();
    }
}
