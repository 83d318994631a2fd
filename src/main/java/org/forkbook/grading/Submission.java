package org.forkbook.grading;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Notebook of one student, or the reason why there is none.
 *
 * @param student the student, as the folder or the file is named
 * @param file the notebook; empty when it could not be found
 * @param problem why not; empty when it was
 */
public record Submission(String student, Optional<Path> file, String problem) {

    static Submission of(String student, Path file) {
        return new Submission(student, Optional.of(file), "");
    }

    static Submission missing(String student, String problem) {
        return new Submission(student, Optional.empty(), problem);
    }
}
