package org.forkbook.kernel.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;

/**
 * In-memory file manager of a compiler that knows the notebook's classes: they are read from memory, and so are written
 * those that it makes.
 */
public final class InMemoryClassFiles extends ForwardingJavaFileManager<JavaFileManager> {

    /** The package of JShell's classes. */
    public static final String PACKAGE = "REPL";

    private final Map<String, byte[]> known;
    private final Map<String, Output> made = new LinkedHashMap<>();

    /**
     * A file manager in front of another one.
     *
     * @param known the notebook's classes as javac made them; looked at each time
     */
    public InMemoryClassFiles(JavaFileManager files, Map<String, byte[]> known) {
        super(files);
        this.known = known;
    }

    /** Removes and returns the classes that were compiled. */
    public Map<String, byte[]> taken() {
        var taken = new LinkedHashMap<String, byte[]>();
        made.forEach((name, output) -> taken.put(name, output.bytes.toByteArray()));
        made.clear();
        return taken;
    }

    @Override
    public Iterable<JavaFileObject> list(Location location, String packageName, Set<Kind> kinds, boolean recurse)
            throws java.io.IOException {
        if (location != StandardLocation.CLASS_PATH || !packageName.equals(PACKAGE)) {
            return super.list(location, packageName, kinds, recurse);
        }
        var all = new ArrayList<JavaFileObject>();
        known.forEach((name, classFile) -> all.add(new Known(name, classFile)));
        return all;
    }

    @Override
    public String inferBinaryName(Location location, JavaFileObject file) {
        return file instanceof Known own ? own.name : super.inferBinaryName(location, file);
    }

    @Override
    public boolean isSameFile(FileObject a, FileObject b) {
        return a == b;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(Location location, String className, Kind kind, FileObject sibling) {
        return made.computeIfAbsent(className, Output::new);
    }

    private static URI place(String className, Kind kind) {
        return URI.create("string:///" + className.replace('.', '/') + kind.extension);
    }

    /** A class of the notebook. */
    private static final class Known extends SimpleJavaFileObject {
        private final String name;
        private final byte[] classFile;

        Known(String name, byte[] classFile) {
            super(place(name, Kind.CLASS), Kind.CLASS);
            this.name = name;
            this.classFile = classFile;
        }

        @Override
        public InputStream openInputStream() {
            return new ByteArrayInputStream(classFile);
        }
    }

    /** A class that the compiler makes. */
    private static final class Output extends SimpleJavaFileObject {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Output(String name) {
            super(place(name, Kind.CLASS), Kind.CLASS);
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }
    }

    /** A source text. */
    public static final class Source extends SimpleJavaFileObject {
        private final String text;

        public Source(String className, String text) {
            super(place(className, Kind.SOURCE), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
