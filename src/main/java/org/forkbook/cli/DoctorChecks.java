package org.forkbook.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.forkbook.kernel.settings.Settings;
import org.forkbook.kernelspec.Installation;
import org.forkbook.kernelspec.JavaHome;
import org.forkbook.kernelspec.JupyterFolders;
import org.forkbook.kernelspec.Kernelspec;
import org.forkbook.kernelspec.OwnJar;
import org.forkbook.kernelspec.UnsuitableJavaException;
import org.forkbook.service.MaximumHeap;

/** Checks of {@code forkbook doctor}, in the order in which they are shown: each depends on earlier ones. */
final class DoctorChecks {

    private DoctorChecks() {}

    static List<Supplier<DoctorResult>> all(JupyterFolders folders) {
        var checks = new ArrayList<Supplier<DoctorResult>>();
        checks.add(DoctorChecks::java);
        checks.add(DoctorChecks::memory);
        checks.add(() -> FolderCheck.temporary(Path.of(System.getProperty("java.io.tmpdir"))));
        if (Files.isDirectory(Path.of("/proc"))) {
            checks.add(() -> FolderCheck.sharedMemory(Path.of("/dev/shm")));
            checks.add(LimitCheck::openFiles);
            checks.add(LimitCheck::processes);
        }
        checks.add(() -> settings(Settings.ofThisUser()));
        checks.add(() -> jupyter(folders));
        checks.add(() -> kernelspec(folders));
        checks.add(() -> archive(folders));
        checks.add(KernelCheck::run);
        checks.add(GradingCheck::run);
        return checks;
    }

    private static DoctorResult java() {
        var java = JavaHome.ofThisProcess();
        var found = java.version() + " in " + java.folder();
        try {
            java.checked();
            return DoctorResult.ok("Java", found);
        } catch (UnsuitableJavaException e) {
            return DoctorResult.broken(
                    "Java",
                    String.valueOf(e.getMessage()),
                    "Install a JDK (Debian, Ubuntu: sudo apt install openjdk-17-jdk).");
        }
    }

    /** The user's settings for all notebooks, and their origins. */
    static DoctorResult settings(Settings settings) {
        var inForce = settings.origins().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(setting -> setting.getKey() + " (" + setting.getValue() + ")")
                .toList();
        var found = inForce.isEmpty() ? "none" : String.join(", ", inForce);
        return settings.complaints().isEmpty()
                ? DoctorResult.ok("Settings", found)
                : DoctorResult.lacking("Settings", found, String.join("\n", settings.complaints()));
    }

    /** Each worker is a JVM: some 50 MB before it holds anything. */
    private static DoctorResult memory() {
        var found = "notebooks may use %s each, on %d processors"
                .formatted(MaximumHeap.text(), Runtime.getRuntime().availableProcessors());
        return MaximumHeap.mebibytes() < 256
                ? DoctorResult.lacking("Memory", found, "Give this machine or container at least 1 GB.")
                : DoctorResult.ok("Memory", found);
    }

    private static DoctorResult jupyter(JupyterFolders folders) {
        return Jupyter.editor(folders.environment())
                .map(found -> DoctorResult.ok("Jupyter", found.name() + " " + found.version()))
                .orElseGet(() -> DoctorResult.lacking(
                        "Jupyter",
                        "no JupyterLab or Notebook on PATH; `forkbook run` works without Jupyter",
                        String.join("\n", Jupyter.HOW_TO_GET)));
    }

    private static DoctorResult archive(JupyterFolders folders) {
        var subject = "Archive";
        var found = Installation.find(folders, Kernelspec.NAME).filter(Installation::isOurs);
        var java = found.flatMap(Installation::java);
        if (found.isEmpty() || java.isEmpty()) {
            return DoctorResult.ok(subject, "none: only an installed kernel has one");
        }
        var archive = found.get().archive(java.get());
        if (archive.isCurrent()) {
            return DoctorResult.ok(subject, archive.file() + ", up to date: kernels start with it");
        }
        return DoctorResult.lacking(
                subject,
                Files.exists(archive.file())
                        ? archive.file() + " was made for another JDK or jar"
                        : "none: kernels start about a second slower",
                "Run forkbook install, or keep a notebook open for a minute.");
    }

    private static DoctorResult kernelspec(JupyterFolders folders) {
        var found = Installation.find(folders, Kernelspec.NAME);
        if (found.isEmpty()) {
            return DoctorResult.lacking(
                    "Kernelspec", "not installed; `forkbook run` works without it", "Run: forkbook install");
        }
        var installation = found.get();
        var place = installation.folder().toString();
        if (!installation.isOurs()) {
            return DoctorResult.broken(
                    "Kernelspec", place + " is not Forkbook's", "Remove it, then run: forkbook install");
        }
        var java = installation.java().filter(Files::isExecutable);
        if (java.isEmpty() || !Files.isReadable(installation.jar())) {
            var missing = java.isEmpty()
                    ? installation.java().map(Path::toString).orElse("java")
                    : installation.jar().toString();
            return DoctorResult.broken(
                    "Kernelspec", place + " starts " + missing + ", which no longer exists", "Run: forkbook install");
        }
        try {
            var own = OwnJar.path();
            return own.isPresent() && !installation.isCurrent(own.get())
                    ? DoctorResult.lacking("Kernelspec", place + " is from another version", "Run: forkbook install")
                    : DoctorResult.ok("Kernelspec", place);
        } catch (IOException e) {
            return DoctorResult.broken(
                    "Kernelspec", place + " can't be read: " + e.getMessage(), "Run: forkbook install");
        }
    }
}
