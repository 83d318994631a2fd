package org.forkbook.serialization.analysis;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.forkbook.serialization.analysis.ClassOutline.Member;
import org.forkbook.serialization.analysis.ClassOutline.Signature;
import org.forkbook.serialization.analysis.NotebookCode.Unit;
import org.jspecify.annotations.Nullable;

/**
 * The result of a static reachability analysis of notebook code: the classes that it needs, and the notebook
 * variables that it reads and writes.
 *
 * @param classes in an order in which each can be defined
 * @param reads the variables whose values must be captured
 * @param writes the variables that it may assign
 */
public record Reachability(List<ClassFile> classes, List<Field> reads, Set<Field> writes) {

    /** A root of the analysis: a lambda's implementing method, or an object's class. */
    public record Root(Class<?> type, @Nullable Signature method) {

        @Override // As in Signature.
        public boolean equals(@Nullable Object other) {
            return other instanceof Root that && type.equals(that.type) && Objects.equals(method, that.method);
        }

        @Override
        public int hashCode() {
            return 31 * type.hashCode() + Objects.hashCode(method);
        }
    }

    /**
     * Runs a rapid type analysis (Bacon and Sweeney, 1996): a method is live if live code names it, or if live code
     * calls a method that it overrides and its class may be instantiated. The result is precise enough to exclude a
     * variable that only the notebook's own process uses, such as the pool itself; and it is never too small, except
     * for reflection.
     *
     * @param open whether code from elsewhere calls objects of these classes too, by the notebook's own interfaces
     *     and superclasses
     */
    public static Reachability of(NotebookCode code, Set<Root> roots, boolean open) {
        return new Analysis(code, open).run(roots);
    }

    private static final class Analysis {
        private final NotebookCode code;
        private final boolean open;
        private final Set<Root> live = new LinkedHashSet<>();
        private final Deque<Root> queue = new ArrayDeque<>();
        private final Map<Class<?>, Unit> instantiable = new LinkedHashMap<>();
        private final Map<Signature, Boolean> called = new HashMap<>();
        private final Set<Class<?>> touched = new LinkedHashSet<>();
        private final Set<Field> reads = new LinkedHashSet<>();
        private final Set<Field> writes = new LinkedHashSet<>();

        Analysis(NotebookCode code, boolean open) {
            this.code = code;
            this.open = open;
        }

        Reachability run(Set<Root> roots) {
            for (var root : roots) {
                if (root.method() == null) {
                    exists(root.type());
                } else {
                    live(root.type(), root.method());
                }
            }
            while (!queue.isEmpty()) {
                var next = queue.remove();
                var unit = code.unit(next.type());
                var method = unit == null || next.method() == null
                        ? null
                        : unit.outline.methods().get(next.method());
                if (method != null) {
                    scan(next.type(), method);
                }
            }
            var files = new ArrayList<ClassFile>();
            for (var type : code.closure(touched)) {
                var unit = code.unit(type);
                if (unit != null) {
                    files.add(unit.file);
                }
            }
            return new Reachability(List.copyOf(files), List.copyOf(reads), Set.copyOf(writes));
        }

        private void scan(Class<?> from, ClassOutline.Method method) {
            method.direct().forEach(member -> call(from, member, false));
            method.virtual().forEach(member -> call(from, member, true));
            method.created().forEach(name -> {
                var type = NotebookCode.resolve(from, name);
                if (type != null) {
                    exists(type);
                }
            });
            method.staticReads().forEach(member -> variable(from, member, reads));
            method.staticWrites().forEach(member -> variable(from, member, writes));
        }

        private void call(Class<?> from, Member member, boolean virtual) {
            var owner = code.resolveUnit(from, member.owner());
            if (owner == null) {
                return; // Library code: what it may call back is live already, see exists().
            }
            initialized(owner);
            if (virtual) {
                called.put(member.signature(), true);
                for (var unit : List.copyOf(instantiable.values())) {
                    if (unit.outline.methods().containsKey(member.signature())) {
                        live(unit.type, member.signature());
                    }
                }
            }
            var declaring = declaring(owner.type, member.signature());
            if (declaring != null) {
                live(declaring, member.signature());
            }
        }

        /**
         * The class to which a call of {@code signature} on {@code owner} resolves; null if it is outside the
         * notebook.
         */
        private @Nullable Class<?> declaring(Class<?> owner, Signature signature) {
            for (Class<?> type = owner; type != null; type = type.getSuperclass()) {
                var unit = code.unit(type);
                if (unit != null && unit.outline.methods().containsKey(signature)) {
                    return type;
                }
            }
            for (Class<?> type = owner; type != null; type = type.getSuperclass()) {
                for (var inherited : type.getInterfaces()) {
                    var declaring = declaring(inherited, signature);
                    if (declaring != null) {
                        return declaring;
                    }
                }
            }
            return null;
        }

        private void live(Class<?> type, Signature method) {
            touched.add(type);
            var root = new Root(type, method);
            if (live.add(root)) {
                queue.add(root);
            }
        }

        /**
         * Marks a class as instantiated: those of its methods become live that library code may call, or that live
         * code has called.
         */
        private void exists(Class<?> type) {
            var unit = code.unit(type.isArray() ? elementType(type) : type);
            if (unit == null || instantiable.putIfAbsent(unit.type, unit) != null) {
                return;
            }
            initialized(unit);
            code.callbacks(unit).forEach(method -> live(unit.type, method));
            for (var method : unit.outline.methods().entrySet()) {
                if (method.getValue().isOverridable()
                        && (called.containsKey(method.getKey()) || (open && isInherited(unit.type, method.getKey())))) {
                    live(unit.type, method.getKey());
                }
            }
            NotebookCode.supertypes(unit.type).forEach(this::exists);
        }

        /** Whether a method is declared by a supertype through which code from elsewhere may call it. */
        private boolean isInherited(Class<?> type, Signature method) {
            return NotebookCode.supertypes(type).stream().anyMatch(inherited -> declaring(inherited, method) != null);
        }

        private void initialized(Unit unit) {
            touched.add(unit.type);
            var initializer = new Signature("<clinit>", "()V");
            if (unit.outline.methods().containsKey(initializer)) {
                live(unit.type, initializer);
            }
        }

        private void variable(Class<?> from, Member member, Set<Field> fields) {
            var owner = code.resolveUnit(from, member.owner());
            if (owner == null) {
                return;
            }
            initialized(owner);
            for (Class<?> type = owner.type; type != null; type = type.getSuperclass()) {
                var unit = code.unit(type);
                var field = unit == null ? null : declared(type, member.name());
                if (field != null) {
                    // A field that stays final, of an interface or an enum's own constants, is computed in the
                    // worker.
                    if (!type.isInterface() && !field.isEnumConstant() && !field.isSynthetic()) {
                        touched.add(type);
                        fields.add(field);
                    }
                    return;
                }
            }
        }

        private static @Nullable Field declared(Class<?> type, String name) {
            try {
                var field = type.getDeclaredField(name);
                return Modifier.isStatic(field.getModifiers()) ? field : null;
            } catch (NoSuchFieldException e) {
                return null; // Inherited.
            }
        }

        private static Class<?> elementType(Class<?> array) {
            Class<?> type = array;
            while (type.isArray()) {
                type = type.getComponentType();
            }
            return type;
        }
    }
}
