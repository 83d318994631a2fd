package org.forkbook.multiprocessing.queue;

import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import java.io.Serializable;
import java.util.Enumeration;
import java.util.Queue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.forkbook.multiprocessing.manager.Manager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Guava's contract tests of queues, against a queue of this process and against one of another process. */
@Timeout(300)
@SuppressWarnings("JdkObsolete") // JUnit 3 knows no iterators.
class QueueContractTest {

    private static final Manager ANOTHER = Manager.start();

    /** Makes queues where it is. */
    public interface Maker {
        ProcessQueue<String> make();
    }

    private record Making(int capacity) implements Maker, Serializable {
        @Override
        public ProcessQueue<String> make() {
            return capacity == 0 ? ProcessQueue.create() : ProcessQueue.create(capacity);
        }
    }

    @AfterAll
    static void end() {
        ANOTHER.close();
    }

    @TestFactory
    Stream<DynamicNode> aQueueOfThisProcess() {
        return suite("own", () -> ProcessQueue.create());
    }

    @TestFactory
    Stream<DynamicNode> aBoundedQueueOfThisProcess() {
        return suite("own, bounded", () -> ProcessQueue.create(1000));
    }

    @TestFactory
    Stream<DynamicNode> aQueueOfAnotherProcess() {
        return suite("another's", ANOTHER.<Maker>register(Maker.class, new Making(0))::make);
    }

    @TestFactory
    Stream<DynamicNode> aBoundedQueueOfAnotherProcess() {
        return suite("another's, bounded", ANOTHER.<Maker>register(Maker.class, new Making(1000))::make);
    }

    private static Stream<DynamicNode> suite(String name, Supplier<Queue<String>> queues) {
        return nodes(QueueTestSuiteBuilder.using(new TestStringQueueGenerator() {
                    @Override
                    protected Queue<String> create(String[] elements) {
                        var queue = queues.get();
                        for (var element : elements) {
                            queue.add(element);
                        }
                        return queue;
                    }
                })
                .named(name)
                .withFeatures(
                        CollectionSize.ANY,
                        CollectionFeature.GENERAL_PURPOSE,
                        CollectionFeature.KNOWN_ORDER,
                        CollectionFeature.ALLOWS_NULL_QUERIES)
                .createTestSuite());
    }

    private static Stream<DynamicNode> nodes(TestSuite suite) {
        Enumeration<junit.framework.Test> tests = suite.tests();
        return StreamSupport.stream(((Iterable<junit.framework.Test>) tests::asIterator).spliterator(), false)
                .map(QueueContractTest::node);
    }

    private static DynamicNode node(junit.framework.Test test) {
        if (test instanceof TestSuite inner) {
            return DynamicContainer.dynamicContainer(inner.getName(), nodes(inner));
        }
        return DynamicTest.dynamicTest(test.toString(), () -> {
            var result = new TestResult();
            test.run(result);
            for (Enumeration<junit.framework.TestFailure> e = result.errors(); e.hasMoreElements(); ) {
                throw e.nextElement().thrownException();
            }
            for (Enumeration<junit.framework.TestFailure> e = result.failures(); e.hasMoreElements(); ) {
                throw e.nextElement().thrownException();
            }
        });
    }
}
