package org.forkbook.course;

import java.util.Set;

/**
 * Language of a code cell, from its first line: a cell that starts with {@code %%bash -e} is a block of bash in a
 * source.
 *
 * @param language the block's language: {@code java}, or the magic's name
 * @param arguments what follows the magic's name
 * @param body the cell without the magic's line
 */
record CellMagic(String language, String arguments, String body) {

    /** The metadata key for the arguments of the magic of a block in another language. */
    static final String ARGUMENTS = "magic_args";

    /** Languages whose blocks outside of prose are cells of a Java notebook; the same as jupytext's. */
    private static final Set<String> LANGUAGES = Set.of(
            "bash",
            "cython",
            "gnuplot",
            "haskell",
            "html",
            "javascript",
            "js",
            "julia",
            "latex",
            "markdown",
            "matlab",
            "octave",
            "perl",
            "pypy",
            "python",
            "python2",
            "python3",
            "R",
            "ruby",
            "rust",
            "scala",
            "script",
            "sh",
            "sql",
            "svg",
            "tcl");

    static boolean isLanguage(String word) {
        return word.equals(LessonSource.LANGUAGE) || LANGUAGES.contains(word);
    }

    static CellMagic of(String source) {
        int end = source.indexOf('\n');
        var first = end < 0 ? source : source.substring(0, end);
        if (first.startsWith("%%") && end >= 0) {
            var words = first.substring(2).split(" ", 2);
            var magic = new CellMagic(words[0], words.length > 1 ? words[1] : "", source.substring(end + 1));
            // A name with a space after it and nothing else would lose that space.
            if (LANGUAGES.contains(words[0]) && magic.source().equals(source)) {
                return magic;
            }
        }
        return new CellMagic(LessonSource.LANGUAGE, "", source);
    }

    /** The cell's text, the magic's line included. */
    String source() {
        if (language.equals(LessonSource.LANGUAGE)) {
            return body;
        }
        return "%%" + language + (arguments.isEmpty() ? "" : " " + arguments) + "\n" + body;
    }
}
