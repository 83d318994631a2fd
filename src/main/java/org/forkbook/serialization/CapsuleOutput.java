package org.forkbook.serialization;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.forkbook.serialization.analysis.CallSiteMemo;
import org.forkbook.serialization.analysis.ClassOutline;
import org.forkbook.serialization.analysis.LambdaCycles;
import org.forkbook.serialization.analysis.LambdaLinker;
import org.forkbook.serialization.analysis.NotebookCode;
import org.forkbook.serialization.analysis.NotebookLambdas;
import org.forkbook.serialization.analysis.ObjectLayout;
import org.forkbook.serialization.analysis.Reachability;
import org.forkbook.serialization.analysis.SerializedNotebookLambda;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/**
 * The object output stream of a capsule. It collects the notebook code that its objects need, and writes lambdas,
 * large arrays and some JDK objects as serialization proxies.
 */
final class CapsuleOutput extends ObjectOutputStream implements ReferenceKeeper {

    private final NotebookCode code;
    private final LambdaLinker linker;
    private final OutOfBandArrays outOfBand;
    /** Null if the receiver is on this machine. */
    private final @Nullable Destination destination;

    private final FormWriter forms;
    private final Set<Reachability.Root> roots = new LinkedHashSet<>();
    private boolean hasAddedClasses;
    private boolean holdsRandom;
    private final Set<ClassLoader> loaders = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<PinnableReference> kept = new ArrayList<>();

    CapsuleOutput(
            OutputStream out,
            NotebookCode code,
            LambdaLinker linker,
            OutOfBandArrays outOfBand,
            @Nullable Destination destination)
            throws IOException {
        super(out);
        this.destination = destination;
        this.outOfBand = outOfBand;
        this.code = code;
        this.linker = linker;
        forms = new FormWriter(code::formOf);
        enableReplaceObject(true);
    }

    /** Writes one of the top-level objects of the capsule. */
    void writeWhole(@Nullable Object object) throws IOException {
        if (object != null) {
            expect(object.getClass());
        }
        writeObject(object);
        forms.finish(this);
    }

    /** Whether an object can be written, as far as its own class is concerned. */
    boolean canWrite(Object object) {
        return object instanceof Serializable
                || NotebookLambdas.siteOf(object) != null
                || forms.covers(object)
                || CallSiteMemo.of(object) != null
                || SerializationProxies.replace(object) != object;
    }

    /** The roots of the notebook code that the objects written so far may run. */
    Set<Reachability.Root> roots() {
        return roots;
    }

    /**
     * Whether a class was written that is neither the notebook's nor on the class path that every process starts
     * with.
     */
    boolean hasAddedClasses() {
        return hasAddedClasses;
    }

    /** Whether a random number generator was written, all copies of which produce the same numbers. */
    boolean holdsRandom() {
        return holdsRandom;
    }

    @Override
    public void keep(PinnableReference reference) {
        kept.add(reference);
    }

    /** The references that were written. */
    List<PinnableReference> kept() {
        return List.copyOf(kept);
    }

    /** Records a class that may create lambdas; called for everything that is about to be written. */
    private void expect(Class<?> type) {
        if (type.getClassLoader() != null) {
            loaders.add(type.getClassLoader());
        }
    }

    @Override
    protected void annotateClass(Class<?> type) throws IOException {
        var unit = code.unit(type);
        if (unit != null) {
            roots.add(new Reachability.Root(type, null));
            loaders.add(type.getClassLoader());
            // Otherwise it is here as a class literal, not as an object's class; or the stream does not write its
            // objects.
            if (Serializable.class.isAssignableFrom(type) && code.formOf(type) == null) {
                checkConstructor(type);
            }
        } else {
            var loader = type.getClassLoader();
            hasAddedClasses |= loader != null
                    && loader != ClassLoader.getSystemClassLoader()
                    && loader != ClassLoader.getPlatformClassLoader();
        }
    }

    @Override
    protected void annotateProxyClass(Class<?> type) {
        for (var implemented : type.getInterfaces()) {
            if (code.unit(implemented) != null) {
                roots.add(new Reachability.Root(implemented, null));
            }
        }
    }

    /** Reading would fail for lack of it; it is better to report that while the caller is in its own code. */
    private static void checkConstructor(Class<?> type) throws InvalidClassException {
        var ancestor = type;
        while (ancestor != null && Serializable.class.isAssignableFrom(ancestor)) {
            ancestor = ancestor.getSuperclass();
        }
        if (ancestor == null || ancestor == Object.class || ancestor == Record.class || ancestor == Enum.class) {
            return;
        }
        var unused = ObjectLayout.initialConstructor(type, ancestor);
    }

    @Override
    protected Object replaceObject(Object object) throws IOException {
        if (object instanceof SerializedLambda lambda) {
            return replaceLambda(lambda);
        }
        if (object instanceof PinnableReference reference && destination != null) {
            reference.check(destination);
        }
        if (object instanceof Serializable) {
            holdsRandom |= object.getClass() == Random.class; // Its subclasses take their state from the process.
            return object.getClass().isArray() ? outOfBand.replace(object) : forms.replace(object);
        }
        var site = NotebookLambdas.siteOf(object);
        if (site != null) {
            return replaceLambda(object, site);
        }
        if (forms.covers(object)) {
            return forms.replace(object);
        }
        var made = CallSiteMemo.of(object);
        return made != null ? made : SerializationProxies.replace(object);
    }

    private Object replaceLambda(Object lambda, NotebookLambdas.Site site) {
        var unit = code.unit(site.capturing());
        if (unit == null) {
            return lambda;
        }
        var made = unit.outline.lambdas().get(site.index());
        var functional = Type.getReturnType(made.factoryDescriptor()).getInternalName();
        addRoots(site.capturing(), made.implementation().getOwner(), made.body(), functional);
        var form = new SerializedNotebookLambda(site.capturing(), site.index(), NotebookLambdas.captured(lambda));
        return LambdaCycles.reachesItself(lambda, form.captured(), code)
                ? form.asProxy(functionalInterface(site.capturing(), functional))
                : form;
    }

    /** Replaces a lambda of a serializable type, in the JDK's form. */
    private Object replaceLambda(SerializedLambda lambda) {
        var capturing = code.find(lambda.getCapturingClass(), loaders);
        var unit = capturing == null ? null : code.unit(capturing);
        if (capturing == null || unit == null) {
            return lambda; // Created outside the notebook: the JDK's own form works, and the code is on the class path.
        }
        addRoots(
                capturing,
                lambda.getImplClass(),
                new ClassOutline.Signature(lambda.getImplMethodName(), lambda.getImplMethodSignature()),
                lambda.getFunctionalInterfaceClass());
        var form = linker.recipe(capturing, lambda);
        if (form == null || !LambdaLinker.canLink(capturing)) {
            return lambda;
        }
        return LambdaCycles.reachesItself(lambda, code)
                ? form.asProxy(functionalInterface(capturing, lambda.getFunctionalInterfaceClass()))
                : form;
    }

    private void addRoots(
            Class<?> capturing, String implementing, ClassOutline.Signature method, String functionalInterface) {
        var implementer = NotebookCode.resolve(capturing, implementing);
        roots.add(new Reachability.Root(implementer == null ? capturing : implementer, method));
        roots.add(new Reachability.Root(capturing, null));
        var functional = NotebookCode.resolve(capturing, functionalInterface);
        if (functional != null) {
            roots.add(new Reachability.Root(functional, null));
        }
    }

    private static Class<?> functionalInterface(Class<?> capturing, String internalName) {
        try {
            return Class.forName(internalName.replace('/', '.'), false, capturing.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new LinkageError("a lambda exists, but not its interface", e);
        }
    }
}
