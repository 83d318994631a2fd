package org.forkbook.kernel.jshell;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;
import org.forkbook.kernel.jshell.ClassVersions.Version;
import org.forkbook.kernel.source.SourceRewrite;

/**
 * Snippet that JShell has compiled: the resulting events, and the calls that run it.
 *
 * @param events the status changes of the snippet, and of others because of it
 * @param calls the methods that run it, in order
 * @param types the notebook's types that changed, each with the wrapper class that holds it now
 * @param variables the notebook's variables that changed, each with the wrapper class that holds it now
 * @param gives whether it is a block that returns the cell's value
 * @param before the classes' versions before
 * @param rewrite what JShell was given in place of the source
 */
public record CompiledSnippet(
        List<SnippetEvent> events,
        List<Call> calls,
        Map<String, String> types,
        Map<String, String> variables,
        boolean gives,
        Map<String, Version> before,
        SourceRewrite rewrite) {

    /** Statements that JShell has not seen. */
    static CompiledSnippet ofBlock(Call call, boolean gives) {
        return new CompiledSnippet(List.of(), List.of(call), Map.of(), Map.of(), gives, Map.of(), SourceRewrite.NONE);
    }

    /** A snippet that declares nothing, and isn't to be run. */
    static CompiledSnippet ofChecked(List<SnippetEvent> events) {
        return new CompiledSnippet(events, List.of(), Map.of(), Map.of(), false, Map.of(), SourceRewrite.NONE);
    }

    /** This snippet, compiled from a rewritten source. */
    CompiledSnippet of(SourceRewrite source) {
        return new CompiledSnippet(events, calls, types, variables, gives, before, source);
    }

    /** A method without parameters that runs a snippet. */
    record Call(String className, String methodName) {}

    /**
     * The events of the snippet itself, without those of other snippets that it changed, or of an earlier version of
     * it.
     */
    public List<SnippetEvent> own() {
        return events.stream()
                .filter(event -> event.causeSnippet() == null && !isOverwritten(event.snippet()))
                .toList();
    }

    private boolean isOverwritten(Snippet snippet) {
        return events.stream()
                .anyMatch(event -> event.snippet() == snippet && event.status() == Snippet.Status.OVERWRITTEN);
    }

    public boolean isRejected() {
        return own().stream().anyMatch(event -> event.status() == Snippet.Status.REJECTED);
    }

    /**
     * Whether it may change the meaning of names in earlier declarations: as an import, or as a type with a new name.
     */
    boolean givesNamesNewMeanings() {
        return own().stream()
                .anyMatch(event -> event.snippet().kind() == Snippet.Kind.IMPORT
                        || (event.snippet().kind() == Snippet.Kind.TYPE_DECL
                                && event.previousStatus() == Snippet.Status.NONEXISTENT));
    }

    /** Whether it is a statement or an expression, and declares nothing that others see. */
    boolean isStatement() {
        return own().stream()
                .allMatch(event -> event.snippet().kind() == Snippet.Kind.STATEMENT
                        || event.snippet().kind() == Snippet.Kind.EXPRESSION
                        || event.snippet().subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND);
    }

    /** The variables that the snippet declares, each with its wrapper class. */
    public Map<String, String> declared() {
        var declared = new LinkedHashMap<>(variables);
        declared.keySet().retainAll(names());
        return declared;
    }

    /** The variables that were declared earlier and have a new wrapper class because of the snippet. */
    Map<String, String> moved() {
        var moved = new LinkedHashMap<>(variables);
        moved.keySet().removeAll(names());
        return moved;
    }

    private Set<String> names() {
        return own().stream()
                .flatMap(event ->
                        event.snippet() instanceof VarSnippet variable ? Stream.of(variable.name()) : Stream.of())
                .collect(Collectors.toSet());
    }
}
