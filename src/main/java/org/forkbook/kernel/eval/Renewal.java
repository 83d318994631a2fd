package org.forkbook.kernel.eval;

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
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.forkbook.capsule.DeepStack;
import org.forkbook.capsule.FormReader;
import org.forkbook.capsule.FormWriter;
import org.forkbook.capsule.NotebookNames;
import org.forkbook.capsule.ObjectForm;
import org.forkbook.capsule.ObjectLayout;
import org.jspecify.annotations.Nullable;

/**
 * Objects of classes that a notebook has written again, made anew as objects of the classes' latest versions: fields keep
 * their values by name, a new field has its type's zero. What has no object of an old class in it stays the same object.
 *
 * <p>It goes by way of an object stream, which knows how to take collections apart; in the stream's bytes the old
 * classes' names are replaced by the new.
 */
final class Renewal {

    private static final Pattern TYPE = Pattern.compile("(REPL\\.\\$JShell\\$[0-9A-Z_]+)\\$([^$]+)(.*)");

    private final ClassLoader loader;
    private final Map<String, String> wrappers;

    /** @param wrappers the latest wrapper class of each type, by the type's name */
    Renewal(ClassLoader loader, Map<String, String> wrappers) {
        this.loader = loader;
        this.wrappers = wrappers;
    }

    /** The latest name of a class; the same when it is the latest. */
    private String latest(String className) {
        var matcher = TYPE.matcher(className);
        if (!matcher.matches()) {
            return className;
        }
        var wrapper = wrappers.get(matcher.group(2));
        return wrapper == null ? className : wrapper + "$" + matcher.group(2) + matcher.group(3);
    }

    /**
     * Renews values together.
     *
     * @throws Exception when one of them can't be written, or not be read as what its class is now
     */
    Map<String, @Nullable Object> of(Map<String, @Nullable Object> values) throws Exception {
        if (values.values().stream().allMatch(Renewal::isPlain)) {
            return values;
        }
        return DeepStack.run(() -> {
            var bytes = new ByteArrayOutputStream();
            var names = new TreeMap<String, String>();
            try (var out = new Old(bytes, names)) {
                out.writeObject(new HashMap<>(values));
                out.forms.finish(out);
            }
            if (names.isEmpty()) {
                return values;
            }
            try (var in = new New(renamed(bytes.toByteArray(), names))) {
                @SuppressWarnings("unchecked") // It is what was written above.
                var renewed = (Map<String, @Nullable Object>) in.readObject();
                in.forms.finish(in);
                return renewed;
            }
        });
    }

    private static boolean isPlain(@Nullable Object value) {
        return value == null || value instanceof String || value instanceof Number || value instanceof Boolean;
    }

    /** Why a value could not be renewed, as the end of a sentence. */
    static String reason(Throwable e) {
        if (e instanceof NotSerializableException missing) {
            return "its value holds what can't be made anew: "
                    + NotebookNames.readable(String.valueOf(missing.getMessage()));
        }
        var isOtherType = e instanceof InvalidClassException
                && String.valueOf(e.getMessage()).contains("incompatible types for field");
        if (isOtherType || e instanceof ClassCastException) {
            return "a field has another type now";
        }
        return "its value could not be made anew (" + NotebookNames.readable(e.toString()) + ")";
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

    /** The values as they are, with a note of each class that has a later version. */
    private final class Old extends ObjectOutputStream {
        private final Map<String, String> names;
        private final FormWriter forms = new FormWriter(Renewal.this::layoutOf);

        Old(OutputStream out, Map<String, String> names) throws IOException {
            super(out);
            this.names = names;
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object object) throws IOException {
            if (object.getClass().isHidden()) {
                throw new NotSerializableException("a lambda that runs the old code");
            }
            return forms.replace(object);
        }

        @Override
        protected void annotateClass(Class<?> type) throws IOException {
            if (type == SerializedLambda.class) {
                throw new NotSerializableException("a lambda that runs the old code");
            }
            var component = type;
            while (component.isArray()) {
                component = component.getComponentType();
            }
            if (component.getClassLoader() != loader) {
                return;
            }
            var name = component.getName();
            if (!latest(name).equals(name)) {
                names.put(type.getName(), type.getName().replace(name, latest(name)));
            }
        }
    }

    private final class New extends ObjectInputStream implements ObjectForm.Input {
        private final FormReader forms = new FormReader(Renewal.this::layoutOf);

        New(byte[] bytes) throws IOException {
            super(new ByteArrayInputStream(bytes));
            enableResolveObject(true);
        }

        @Override
        public FormReader forms() {
            return forms;
        }

        @Override
        protected Object resolveObject(Object object) {
            return FormReader.resolve(object);
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
