package io.github.spencerpark.jupyter.kernel.magic.registry;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.forkbook.kernel.display.Rendering;
import org.forkbook.kernel.magic.CellPart;
import org.forkbook.kernel.magic.LiveNotebook;
import org.forkbook.kernel.magic.Magic;
import org.forkbook.kernel.magic.MagicArguments;
import org.jspecify.annotations.Nullable;

/** Registry of this notebook's magics: the kernel's own, and those that cells register. */
@SuppressWarnings("NullAway") // A magic without a result returns null.
public class Magics {

    private final Map<String, LineMagicFunction<?>> ofLines = new ConcurrentHashMap<>();
    private final Map<String, CellMagicFunction<?>> ofCells = new ConcurrentHashMap<>();

    /** Runs a line magic and returns its result. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Its caller says what it expects.
    public <T extends @Nullable Object> T applyLineMagic(String name, List<String> args) throws Exception {
        var own = ofLines.get(name);
        return (T) (own == null ? builtIn(Magic.Form.LINE, name, args, "") : own.execute(args));
    }

    /** Runs a cell magic and returns its result. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Its caller says what it expects.
    public <T extends @Nullable Object> T applyCellMagic(String name, List<String> args, String body) throws Exception {
        var own = ofCells.get(name);
        return (T) (own == null ? builtIn(Magic.Form.CELL, name, args, body) : own.execute(args, body));
    }

    private static @Nullable Object builtIn(Magic.Form form, String name, List<String> args, String body)
            throws Exception {
        var notebook = LiveNotebook.current();
        if (notebook.magics().find(form, name) == null) {
            throw new UndefinedMagicException(name, form == Magic.Form.LINE);
        }
        var context = notebook.context();
        var before = context.classPath().size();
        var call = new CellPart(name, MagicArguments.join(args), body);
        var result = notebook.magics().run(call, form == Magic.Form.CELL, context);
        var added = context.classPath();
        // The magics for libraries returned the new files in IJava.
        return added.size() > before
                ? added.subList(before, added.size()).stream()
                        .map(Object::toString)
                        .toList()
                : result;
    }

    /** Defines a line magic. */
    public void registerLineMagic(String name, LineMagicFunction<?> function) {
        ofLines.put(name, function);
        LiveNotebook.current()
                .magics()
                .add(Magic.line(
                                name,
                                "…",
                                "Was defined by this notebook.",
                                (call, notebook) -> shown(function.execute(MagicArguments.all(call.arguments()))))
                        .slow());
    }

    /** Defines a cell magic. */
    public void registerCellMagic(String name, CellMagicFunction<?> function) {
        ofCells.put(name, function);
        LiveNotebook.current()
                .magics()
                .add(Magic.cell(
                                name,
                                "…",
                                "Was defined by this notebook.",
                                (call, notebook) ->
                                        shown(function.execute(MagicArguments.all(call.arguments()), call.text())))
                        .slow());
    }

    /** Defines a magic of both forms. */
    public <T extends LineMagicFunction<?> & CellMagicFunction<?>> void registerLineCellMagic(String name, T function) {
        registerLineMagic(name, function);
        registerCellMagic(name, function);
    }

    private static org.forkbook.kernel.display.@Nullable DisplayData shown(@Nullable Object result) {
        return result == null ? null : Rendering.of(result);
    }

    /** Defines the static methods of a class that are marked as magics. */
    public void registerMagics(Class<?> type) {
        register(type, null);
    }

    /** Defines the methods of an object that are marked as magics. */
    public void registerMagics(Object object) {
        register(object.getClass(), object);
    }

    private void register(Class<?> type, @Nullable Object object) {
        for (var method : type.getDeclaredMethods()) {
            var line = method.getAnnotation(LineMagic.class);
            var cell = method.getAnnotation(CellMagic.class);
            if (line != null || cell != null) {
                method.setAccessible(true);
            }
            if (line != null) {
                for (var name : names(line.value(), line.aliases(), method)) {
                    registerLineMagic(name, args -> call(method, object, args, null));
                }
            }
            if (cell != null) {
                for (var name : names(cell.value(), cell.aliases(), method)) {
                    registerCellMagic(name, (args, body) -> call(method, object, args, body));
                }
            }
        }
    }

    private static List<String> names(String name, String[] aliases, Method method) {
        var names = new ArrayList<>(List.of(aliases));
        names.add(0, name.isEmpty() ? method.getName() : name);
        return names;
    }

    /** Calls a marked method with the arguments that it takes: none, the words, or the words and the cell. */
    private static @Nullable Object call(
            Method method, @Nullable Object object, List<String> args, @Nullable String body) throws Exception {
        try {
            return switch (method.getParameterCount()) {
                case 0 -> method.invoke(object);
                case 1 -> method.invoke(object, args);
                default -> method.invoke(object, args, body);
            };
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception own) {
                throw own;
            }
            throw e;
        }
    }
}
