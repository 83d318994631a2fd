package org.forkbook.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.forkbook.grading.ControlGroups.Extent;
import org.forkbook.service.ProcessEnd;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Control groups of this system, as far as it delegates any to this process, and folders that imitate them. */
@Timeout(120)
class ControlGroupsTest {

    private static final long MEGABYTE = 1L << 20;

    @TempDir
    private Path folder;

    @AutoClose
    private final ControlGroups groups = ControlGroups.open();

    private ControlGroup group() throws IOException {
        return groups.next(64 * MEGABYTE, 50).orElseThrow();
    }

    private static Process start(ControlGroup group, String script) throws IOException {
        return new ProcessBuilder(group.entering(List.of("sh", "-c", script)))
                .redirectErrorStream(true)
                .start();
    }

    @Test
    void whoHidesFromItsParentIsKilledWithTheGroupAndTheGroupGoes() throws Exception {
        assumeTrue(groups.extent() != Extent.NONE, groups.whyNot());
        ProcessHandle orphan;
        try (var group = group()) {
            var first = start(group, "cd /; env -i setsid sleep 600 >/dev/null 2>&1 </dev/null & echo $!");
            orphan = ProcessHandle.of(Long.parseLong(first.inputReader().readLine()))
                    .orElseThrow();
            first.waitFor();
            assertTrue(orphan.isAlive());
        }
        ProcessEnd.await(orphan);
        var home = ControlGroups.home(Path.of("/proc/self")).orElseThrow();
        var pid = ProcessHandle.current().pid();
        try (var left = Files.newDirectoryStream(home, "forkbook-grade-" + pid + "-[0-9]*")) {
            assertFalse(left.iterator().hasNext());
        }
    }

    @Test
    void processorTimeOfThoseWhoHaveEndedCounts() throws Exception {
        assumeTrue(groups.extent() != Extent.NONE, groups.whyNot());
        try (var group = group()) {
            start(group, "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done").waitFor();
            assertTrue(group.cpuTime().toMillis() > 10, () -> group.cpuTime().toString());
        }
    }

    @Test
    void whoNeedsMoreMemoryThanTheLimitIsKilledAndTheGroupSaysSo() throws Exception {
        assumeTrue(groups.extent() == Extent.LIMITS, groups.whyNot());
        try (var group = group()) {
            var process = start(group, "sleep 600 & head -c 200M /dev/zero | tail; wait");
            assertTrue(process.waitFor(100, TimeUnit.SECONDS), "all are killed");
            assertTrue(group.wasOutOfMemory());
        }
    }

    @Test
    void whoStartsMoreTasksThanTheLimitGetsNoMore() throws Exception {
        assumeTrue(groups.extent() == Extent.LIMITS, groups.whyNot());
        try (var group = group()) {
            var process = start(group, "for i in $(seq 200); do sleep 600 & done; sleep 600");
            assertTrue(process.inputReader().readLine().contains("ork"), "the shell complains of it");
        }
    }

    @Test
    void theGraderComesBackToItsGroupWhenItHasDone() throws Exception {
        assumeTrue(groups.extent() == Extent.LIMITS, groups.whyNot());
        groups.close();
        var before = ControlGroups.home(Path.of("/proc/self")).orElseThrow();
        try (var again = ControlGroups.open()) {
            assertEquals(Extent.LIMITS, again.extent(), again.whyNot());
        }
        assertEquals(Optional.of(before), ControlGroups.home(Path.of("/proc/self")));
    }

    @Test
    void aFolderThatIsNoGroupIsRefusedAndLeftAsItWas() throws Exception {
        try (var none = ControlGroups.in(folder, 1)) {
            assertEquals(Extent.NONE, none.extent());
            assertTrue(none.whyNot().contains(folder.toString()), none.whyNot());
            assertEquals(Optional.empty(), none.next(1, 1));
        }
        try (var left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void limitsAreWrittenAsLinuxReadsThem() throws Exception {
        for (var file : List.of("memory.max", "memory.oom.group", "memory.swap.max", "pids.max")) {
            Files.writeString(folder.resolve(file), "");
        }
        var group = new ControlGroup(folder);
        group.limit(900 * MEGABYTE, 1280);
        assertEquals("943718400", Files.readString(folder.resolve("memory.max")));
        assertEquals("1", Files.readString(folder.resolve("memory.oom.group")));
        assertEquals("0", Files.readString(folder.resolve("memory.swap.max")));
        assertEquals("1280", Files.readString(folder.resolve("pids.max")));
        Files.delete(folder.resolve("pids.max"));
        assertThrows(IOException.class, () -> group.limit(MEGABYTE, 1), "a controller that isn't there is no limit");
    }

    @Test
    void figuresAreReadByTheirNames() throws Exception {
        var group = new ControlGroup(folder);
        assertFalse(group.wasOutOfMemory());
        Files.writeString(folder.resolve("memory.events"), "low 0\nmax 12\noom 2\noom_kill 0\noom_group_kill 0\n");
        assertFalse(group.wasOutOfMemory());
        Files.writeString(folder.resolve("memory.events"), "low 0\nmax 12\noom 2\noom_kill 3\noom_group_kill 1\n");
        assertTrue(group.wasOutOfMemory());
        Files.writeString(folder.resolve("cpu.stat"), "usage_usec 1500000\nuser_usec 1000000\n");
        assertEquals(Duration.ofMillis(1500), group.cpuTime());
    }

    @Test
    void theFolderOfAGroupIsFoundWhereverTheTreeIsMounted() throws Exception {
        var disk = "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n";
        var whole = disk + "35 24 0:31 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw\n";
        var part = disk + "35 24 0:31 /docker/a1 /sys/fs/cgroup rw - cgroup2 cgroup rw\n";
        assertEquals("/sys/fs/cgroup/user.slice/run-1.scope", home("0::/user.slice/run-1.scope\n", whole));
        assertEquals("/sys/fs/cgroup", home("4:memory:/x\n0::/\n", whole));
        assertEquals("/sys/fs/cgroup/b", home("0::/docker/a1/b\n", part));
        assertEquals("none", home("0::/elsewhere\n", part));
        assertEquals("none", home("0::/../outside\n", whole));
        assertEquals("none", home("4:memory:/x\n", whole));
        assertEquals("none", home("0::/\n", disk));
    }

    private String home(String group, String mounts) throws IOException {
        Files.writeString(folder.resolve("cgroup"), group);
        Files.writeString(folder.resolve("mountinfo"), mounts);
        return ControlGroups.home(folder).map(Path::toString).orElse("none");
    }
}
