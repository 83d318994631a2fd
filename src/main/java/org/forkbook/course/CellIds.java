package org.forkbook.course;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.forkbook.course.Lesson.Cell;
import org.jspecify.annotations.Nullable;

/**
 * Generator of ids for the cells of one notebook, from the cells' content: a rebuilt notebook has the same ids, and a
 * cell that is added or moved changes no other's.
 *
 * <p>A graded cell's id is its grade id; any other id is a digest of the text, with a number when the text occurs
 * twice.
 */
final class CellIds {

    private final Set<String> taken = new HashSet<>();

    String next(Cell cell) {
        var gradeId = gradeId(cell.metadata());
        var base = gradeId != null ? gradeId : digest(cell);
        var id = base;
        for (int n = 2; !taken.add(id); n++) {
            id = base + "-" + n;
        }
        return id;
    }

    /** The id under which nbgrader keeps the cell, or null. */
    static @Nullable String gradeId(JsonObject metadata) {
        if (metadata.get("nbgrader") instanceof JsonObject nbgrader && nbgrader.has("grade_id")) {
            var id = nbgrader.get("grade_id").getAsString();
            // The limits that the notebook format sets for a cell's id.
            return id.isEmpty() || id.length() > 60 ? null : id;
        }
        return null;
    }

    private static String digest(Cell cell) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(cell.kind().wireName().getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
            return HexFormat.of().formatHex(sha.digest(cell.source().getBytes(StandardCharsets.UTF_8)), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every JDK has SHA-256", e);
        }
    }
}
