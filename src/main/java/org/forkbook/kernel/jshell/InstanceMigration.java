package org.forkbook.kernel.jshell;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.forkbook.serialization.FormReader;
import org.forkbook.serialization.FormWriter;
import org.forkbook.serialization.LargeStack;
import org.forkbook.serialization.ObjectForm;
import org.forkbook.serialization.analysis.NotebookNames;
import org.forkbook.serialization.analysis.ObjectLayout;
import org.forkbook.usercode.UserCode;
import org.jspecify.annotations.Nullable;

/**
 * Migration of objects to the latest versions of redefined classes: fields keep their values by name, a new field has
 * its type's zero. A value without objects of old classes stays the same object.
 *
 * <p>It serializes the objects, which takes collections apart, and replaces the old classes' names in the stream's
 * bytes.
 */
final class InstanceMigration {

    private static final Pattern TYPE = Pattern.compile("(REPL\\.\\$JShell\\$[0-9A-Z_]+)\\$([^$]+)(.*)");

    private final ClassLoader loader;
    private final Map<String, String> wrappers;
    private final OutdatedObjects objects;

    /** @param wrappers the latest wrapper class of each type, by the type's name */
    InstanceMigration(ClassLoader loader, Map<String, String> wrappers) {
        this.loader = loader;
        this.wrappers = wrappers;
        objects = new OutdatedObjects(loader, this::isOld);
    }

    /** The name of a class's latest version. */
    private String latest(String className) {
        var matcher = TYPE.matcher(className);
        if (!matcher.matches()) {
            return className;
        }
        var wrapper = wrappers.get(matcher.group(2));
        return wrapper == null ? className : wrapper + "$" + matcher.group(2) + matcher.group(3);
    }

    private boolean isOld(Class<?> type) {
        return type.getClassLoader() == loader && !latest(type.getName()).equals(type.getName());
    }

    /** The values, by name, that contain objects of old classes. */
    Map<String, @Nullable Object> oldOf(Map<String, @Nullable Object> values, Map<String, String> failed) {
        var old = new LinkedHashMap<String, @Nullable Object>();
        values.forEach((name, value) -> {
            try {
                objects.add(value);
            } catch (RuntimeException e) { // Another thread may be changing it.
                failed.put(name, reason(e));
            }
        });
        values.forEach((name, value) -> {
            if (objects.contains(value) && !failed.containsKey(name)) {
                old.put(name, value);
            }
        });
        return old;
    }

    /**
     * Migrates such values together.
     *
     * @throws Exception when one of them can't be serialized, or not be read as its new class
     */
    Map<String, @Nullable Object> of(Map<String, @Nullable Object> values) throws Exception {
        if (values.isEmpty()) {
            return values;
        }
        return LargeStack.run(() -> {
            var bytes = new ByteArrayOutputStream();
            var old = new Old(bytes);
            try (old) {
                old.writeObject(new LinkedHashMap<>(values));
                old.forms.finish(old);
            }
            try (var in = new New(renamed(bytes.toByteArray(), old.names), old.kept)) {
                @SuppressWarnings("unchecked") // It is what was written above.
                var migrated = (Map<String, @Nullable Object>) in.readObject();
                in.forms.finish(in);
                return migrated;
            }
        });
    }

    /** The reason why a value could not be migrated, as the end of a sentence. */
    static String reason(Throwable e) {
        if (e instanceof NotSerializableException missing) {
            return "its value contains what can't be recreated: "
                    + NotebookNames.readable(String.valueOf(missing.getMessage()));
        }
        var isOtherType =
                e instanceof InvalidClassException && UserCode.message(e).contains("incompatible types for field");
        if (isOtherType || e instanceof ClassCastException) {
            return "a field has a different type now";
        }
        if (e instanceof ClassNotFoundException) {
            return "its value contains an object of a class that no longer exists: "
                    + NotebookNames.readable(UserCode.message(e));
        }
        return "its value could not be recreated (" + NotebookNames.readable(UserCode.text(e)) + ")";
    }

    /** The stream with classes replaced; each stands there as its name's length in two bytes, its name and its version. */
    private byte[] renamed(byte[] bytes, Map<String, String> names) throws ClassNotFoundException {
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        for (var name : names.entrySet()) {
            text = text.replace(named(name.getKey()), named(name.getValue()));
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private String named(String className) throws ClassNotFoundException {
        var type = Class.forName(className, false, loader);
        var latin = new String(className.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        var version = ByteBuffer.allocate(Long.BYTES)
                .putLong(ObjectStreamClass.lookupAny(type).getSerialVersionUID());
        return (char) (latin.length() >> 8) + "" + (char) (latin.length() & 0xff) + latin
                + new String(version.array(), StandardCharsets.ISO_8859_1);
    }

    private boolean isOfNotebook(Class<?> type) {
        return type.getClassLoader() == loader && type.getName().startsWith("REPL.");
    }

    /** The layout of a class whose objects an object stream would not write, or only with fields of the same types. */
    private @Nullable ObjectLayout layoutOf(Class<?> type) {
        return isOfNotebook(type) && !Serializable.class.isAssignableFrom(type)
                ? new ObjectLayout(type, this::isOfNotebook)
                : null;
    }

    /** A placeholder in the stream for an object that stays as it is. */
    private record Kept(int index) implements Serializable {}

    /** Writer of the old objects, which records each class that has a later version. */
    private final class Old extends ObjectOutputStream {
        final Map<String, String> names = new TreeMap<>();
        final List<Object> kept = new ArrayList<>();
        final FormWriter forms = new FormWriter(InstanceMigration.this::layoutOf);

        Old(OutputStream out) throws IOException {
            super(out);
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object object) throws IOException {
            if (object instanceof SerializedLambda form) {
                var lambda = objects.lambdaOf(form);
                if (lambda == null) {
                    throw new NotSerializableException("a lambda that runs the old code");
                }
                return kept(lambda);
            }
            if (objects.canStay(object)) {
                return kept(object);
            }
            if (object.getClass().isHidden()) {
                throw new NotSerializableException("a lambda that runs the old code");
            }
            return forms.replace(object);
        }

        private Kept kept(Object object) {
            kept.add(object);
            return new Kept(kept.size() - 1);
        }

        @Override
        protected void annotateClass(Class<?> type) {
            var element = type;
            while (element.isArray()) {
                element = element.getComponentType();
            }
            if (isOld(element)) {
                var name = element.getName();
                names.put(type.getName(), type.getName().replace(name, latest(name)));
            }
        }
    }

    private final class New extends ObjectInputStream implements ObjectForm.Input {
        private final List<Object> kept;
        private final FormReader forms = new FormReader(InstanceMigration.this::layoutOf);

        New(byte[] bytes, List<Object> kept) throws IOException {
            super(new ByteArrayInputStream(bytes));
            this.kept = kept;
            enableResolveObject(true);
        }

        @Override
        public FormReader forms() {
            return forms;
        }

        @Override
        protected Object resolveObject(Object object) {
            return object instanceof Kept some ? kept.get(some.index()) : FormReader.resolve(object);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass descriptor) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(descriptor.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(descriptor); // The primitive types.
            }
        }
    }
}
