package org.forkbook.notebook;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Notebook in nbformat 4, as its JSON tree: fields that this class doesn't know are preserved. Reading upgrades an
 * older 4.x to 4.5, where each cell has an id.
 *
 * <pre>{@code
 * var notebook = Notebook.read(Path.of("notebooks/01.ipynb"));
 * notebook.cells().stream().filter(NotebookCell::isCode).forEach(NotebookCell::clear);
 * notebook.write(Path.of("empty/01.ipynb"));
 * }</pre>
 *
 * <p>Not safe for several threads.
 */
public final class Notebook {

    private static final int MAJOR = 4;
    private static final int MINOR = 5;

    private final JsonObject json;
    private final List<NotebookCell> cells;

    private Notebook(JsonObject json, List<NotebookCell> cells) {
        this.json = json;
        this.cells = cells;
    }

    /**
     * Reads a notebook's file.
     *
     * @throws NotebookFormatException if the file holds something else, or is too big for this process
     * @throws IOException if it can't be read
     */
    public static Notebook read(Path file) throws IOException {
        // A tree takes several times the memory of its text.
        long most = Math.max(Runtime.getRuntime().maxMemory() / 8, 1 << 20);
        if (Files.size(file) > most) {
            throw new NotebookFormatException(
                    "%s has %,d MB; this process reads at most %,d MB. Clear its outputs, or give more memory:"
                                    .formatted(file, Files.size(file) >> 20, most >> 20)
                            + " JAVA_TOOL_OPTIONS=-Xmx8g");
        }
        try {
            return of(NotebookText.parse(Files.readString(file)));
        } catch (NotebookFormatException e) {
            throw new NotebookFormatException(file + " " + e.getMessage(), e);
        } catch (CharacterCodingException e) {
            throw new NotebookFormatException(file + " is not a notebook: it is not UTF-8 text", e);
        }
    }

    /**
     * The notebook that this tree holds; the tree becomes the notebook's own.
     *
     * @throws NotebookFormatException if it isn't one in format 4
     */
    public static Notebook of(JsonObject json) throws NotebookFormatException {
        int major = number(json, "nbformat");
        if (major != 0 && major < MAJOR) {
            throw new NotebookFormatException("is in the old notebook format " + major
                    + ". Convert it first: open it in JupyterLab and save it, or run"
                    + " jupyter nbconvert --to notebook --inplace FILE");
        }
        if (major > MAJOR) {
            throw new NotebookFormatException(
                    "is in notebook format " + major + ", which is newer than this Forkbook; it reads format 4");
        }
        if (major == 0 || !(json.get("cells") instanceof JsonArray array)) {
            throw new NotebookFormatException(
                    "is not a notebook: it has no \"" + (major == 0 ? "nbformat" : "cells") + "\"");
        }
        var cells = new ArrayList<NotebookCell>();
        for (var element : array) {
            if (!(element instanceof JsonObject cell)) {
                throw new NotebookFormatException("is broken: its cell " + (cells.size() + 1) + " is not an object");
            }
            cells.add(new NotebookCell(cell));
        }
        var notebook = new Notebook(json, List.copyOf(cells));
        notebook.giveIds();
        return notebook;
    }

    private void giveIds() {
        if (number(json, "nbformat_minor") < MINOR) {
            json.addProperty("nbformat_minor", MINOR);
        }
        var taken = new HashSet<String>();
        cells.forEach(cell -> taken.add(cell.id()));
        for (int i = 0; i < cells.size(); i++) {
            cells.get(i).giveId(i, taken);
        }
    }

    private static int number(JsonObject json, String name) {
        return json.get(name) instanceof JsonPrimitive value && value.isNumber() ? (int) value.getAsDouble() : 0;
    }

    /** The cells, in order. */
    public List<NotebookCell> cells() {
        return cells;
    }

    /** The notebook's metadata, to be read and changed. */
    public JsonObject metadata() {
        if (json.get("metadata") instanceof JsonObject metadata) {
            return metadata;
        }
        var empty = new JsonObject();
        json.add("metadata", empty);
        return empty;
    }

    /** The language that the notebook says it is in, such as {@code java}; empty when it doesn't say. */
    public String language() {
        var kernelspec = metadata().get("kernelspec");
        if (kernelspec instanceof JsonObject spec
                && !MultilineText.read(spec.get("language")).isEmpty()) {
            return MultilineText.read(spec.get("language"));
        }
        return metadata().get("language_info") instanceof JsonObject info ? MultilineText.read(info.get("name")) : "";
    }

    /** The tree, to be read and changed. */
    public JsonObject json() {
        return json;
    }

    /** The file's content: laid out as Jupyter does, so that saving there changes nothing. */
    public String text() {
        return NotebookText.write(json);
    }

    /**
     * Writes the notebook atomically: readers see the old content or the new.
     *
     * @throws IOException if it can't be written; the file is then as it was
     */
    public void write(Path file) throws IOException {
        var target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        var folder = target.getParent();
        if (folder == null) {
            throw new IOException(file + " is not a file name");
        }
        Files.createDirectories(folder);
        var half = Files.createTempFile(folder, "." + target.getFileName(), ".half");
        try {
            Files.writeString(half, text());
            copyPermissions(target, half);
            move(half, target);
        } finally {
            Files.deleteIfExists(half);
        }
    }

    private static void move(Path half, Path target) throws IOException {
        try {
            Files.move(half, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            // Some network file systems support only a plain move.
            Files.move(half, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Temporary files are private; a notebook may be shared. */
    private static void copyPermissions(Path target, Path half) throws IOException {
        if (half.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(
                    half,
                    Files.exists(target)
                            ? Files.getPosixFilePermissions(target)
                            : PosixFilePermissions.fromString("rw-r--r--"));
        }
    }
}
