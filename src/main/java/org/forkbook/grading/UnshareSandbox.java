package org.forkbook.grading;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Sandbox that uses {@code unshare} and a script, for systems without bubblewrap. */
final class UnshareSandbox implements Isolation {

    /** {@code sandbox.sh} says what it does. */
    private static final String SCRIPT = script();

    private final boolean superuser;

    /**
     * Creates a sandbox; only a trial shows whether it works.
     *
     * @param superuser whether this process is the superuser's, who needs no user namespace
     */
    UnshareSandbox(boolean superuser) {
        this.superuser = superuser;
    }

    @Override
    public String name() {
        return "Forkbook's own (unshare)";
    }

    @Override
    public List<String> command(Confinement confinement, List<String> program) {
        // It ends with the grader, and all processes in it with the first.
        var words = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "unshare"));
        if (!superuser) {
            words.addAll(List.of("--user", "--map-root-user"));
        }
        words.addAll(List.of("--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "--"));
        words.addAll(List.of("sh", "-c", SCRIPT, "sandbox"));
        var readable = confinement.ownReadable();
        words.addAll(List.of(
                confinement.root().toString(),
                confinement.uid(),
                Long.toString(confinement.disk()),
                Long.toString(confinement.inodes()),
                Integer.toString(confinement.tasks()),
                Integer.toString(readable.size())));
        readable.forEach(path -> words.add(path.toString()));
        words.addAll(program);
        return words;
    }

    private static String script() {
        try (var in = Objects.requireNonNull(UnshareSandbox.class.getResourceAsStream("sandbox.sh"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Forkbook's jar can't be read any more.", e);
        }
    }
}
