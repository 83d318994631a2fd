package org.forkbook.kernel.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cells that name classes by the packages that they had once. */
@Timeout(60)
class MovedClassesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "import org.forkbook.multiprocessing.ProcessPool; | import org.forkbook.multiprocessing.pool.ProcessPool;",
                "import static org.forkbook.multiprocessing.WorkerInfo.State.*;"
                        + "| import static org.forkbook.multiprocessing.monitor.WorkerInfo.State.*;",
                "new org . forkbook . multiprocessing . ThreadPool(2) | new org.forkbook.multiprocessing.pool.ThreadPool(2)",
                "catch (org.forkbook.hub.OwnerGoneException e) | catch (org.forkbook.multiprocessing.errors.OwnerProcessDiedException e)",
                "f(org.forkbook.multiprocessing.Pipe.open(), org.forkbook.multiprocessing.Manager.class)"
                        + "| f(org.forkbook.multiprocessing.connection.Pipe.open(), org.forkbook.multiprocessing.manager.Manager.class)",
            })
    void anOldNameIsReplaced(String old, String now) {
        assertEquals(now, MovedClasses.renamed(old));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "import org.forkbook.multiprocessing.*;",
                "import org.forkbook.multiprocessing.WorkerProcess;",
                "import org.forkbook.multiprocessing.pool.ProcessPool;",
                "print(\"org.forkbook.multiprocessing.ProcessPool\"); // org.forkbook.multiprocessing.ProcessPool",
                "my.org.forkbook.multiprocessing.ProcessPool x",
            })
    void whatIsNoOldNameStays(String code) {
        assertEquals(code, MovedClasses.renamed(code));
    }

    @Test
    void theLinesAfterANameKeepTheirNumbers() {
        var code = "var p = new org.forkbook\n  .multiprocessing\n  .ProcessPool(1);\nfail();";

        assertEquals(4, MovedClasses.renamed(code).lines().count());
    }
}
