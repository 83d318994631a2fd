package org.forkbook.kernel.source;

import jdk.jshell.MethodSnippet;
import jdk.jshell.PersistentSnippet;
import jdk.jshell.Snippet;

/** Display names of snippets for messages. */
public final class SnippetNames {

    private SnippetNames() {}

    /** The name of a declaration as its author knows it. */
    public static String of(Snippet snippet) {
        if (snippet instanceof MethodSnippet method) {
            return method.name() + "(" + method.parameterTypes() + ")";
        }
        return snippet instanceof PersistentSnippet named ? named.name() : "this";
    }
}
