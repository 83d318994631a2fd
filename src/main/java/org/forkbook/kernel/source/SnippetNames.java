package org.forkbook.kernel.source;

import jdk.jshell.MethodSnippet;
import jdk.jshell.PersistentSnippet;
import jdk.jshell.Snippet;

/** The names of snippets in messages. */
public final class SnippetNames {

    private SnippetNames() {}

    /** A declaration as its author calls it. */
    public static String of(Snippet snippet) {
        if (snippet instanceof MethodSnippet method) {
            return method.name() + "(" + method.parameterTypes() + ")";
        }
        return snippet instanceof PersistentSnippet named ? named.name() : "this";
    }
}
