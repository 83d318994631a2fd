package org.forkbook.multiprocessing;

import java.io.File;
import java.util.List;
import org.forkbook.multiprocessing.pool.Pool;
import org.forkbook.multiprocessing.pool.ThreadPool;

/** What the examples of the Javadoc take for granted: the names that a reader makes up for himself. */
@SuppressWarnings("unused")
abstract class ExampleContext {

    final Pool pool = new ThreadPool(1);
    final List<String> words = List.of();
    final List<String> urls = List.of();
    final List<Integer> numbers = List.of();
    final List<File> files = List.of();

    static void load() {}

    static void compute() {}

    static void read(File file) {}

    static void work(int step) {}

    static int slow(int number) {
        return number;
    }

    static String fetch(String url) {
        return url;
    }

    static double sizeOf(File file) {
        return file.length();
    }

    static long countIn(File file) {
        return file.length();
    }

    /** What a notebook has. */
    static void display(Object shown) {}
}
