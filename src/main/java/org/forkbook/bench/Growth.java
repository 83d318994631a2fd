package org.forkbook.bench;

import java.util.List;

/**
 * Series of measures of several sizes, to show how a cost grows.
 *
 * @param id its name on the command line
 * @param title its title
 * @param axis the label of the sizes
 * @param sizes from small to large
 * @param measures one for each size, with the same subjects
 */
record Growth(String id, String title, String axis, List<Long> sizes, List<Measure> measures) {

    Growth {
        sizes = List.copyOf(sizes);
        measures = List.copyOf(measures);
        if (sizes.size() != measures.size()) {
            throw new IllegalArgumentException(
                    "there are " + sizes.size() + " sizes, but " + measures.size() + " measures");
        }
    }

    /** The same without its two largest sizes, with fewer rounds. */
    Growth quick() {
        int count = Math.max(2, sizes.size() - 2);
        return new Growth(
                id,
                title,
                axis,
                sizes.subList(0, count),
                measures.subList(0, count).stream().map(Measure::quick).toList());
    }
}
