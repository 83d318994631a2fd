package org.forkbook.multiprocessing;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.forkbook.serialization.analysis.ClassFile;
import org.forkbook.broker.PendingCall;
import org.forkbook.broker.Deadline;
import org.jspecify.annotations.Nullable;

/** The way from this process to a manager's objects. */
final class ManagerLink implements Serializable {
    private static final long serialVersionUID = 1L;

    private final transient Shared shared;
    private final transient ClassesOnce classes = new ClassesOnce();

    ManagerLink(Shared shared) {
        this.shared = shared;
    }

    /** In the manager's process: the place for its objects. */
    static ManagerLink create() {
        return Shared.create(Shared.Kind.MANAGER, Shared.Details.NONE, null, new ManagerState(), ManagerLink::new);
    }

    /** Gives the manager an object; the number under which it is called. */
    int add(Object object) {
        try {
            return (Integer) Objects.requireNonNull(ask(ManagerState.ADD, Parcel.packCallable(object)));
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw Rethrow.asIs(e);
        }
    }

    /** Calls a method of an object, then one of what that gave, and so on; throws what they throw. */
    @Nullable
    Object call(int object, List<ManagerState.Step> steps) throws Throwable {
        return ask(ManagerState.CALL, Parcel.packCallable(new ManagerState.Request(object, List.copyOf(steps))));
    }

    private @Nullable Object ask(int operation, Parcel parcel) throws Throwable {
        classes.send(
                parcel.classes(),
                file -> shared.client().sendOneWay(shared.resource(), ManagerState.ADD_CLASS, Parcel.write(file)));
        var answer = await(shared.client().call(shared.resource(), operation, parcel.parts()));
        var value = Parcel.open(answer.payload(), this::classFile);
        if (answer.status() == ManagerState.THREW) {
            throw (Throwable) Objects.requireNonNull(value);
        }
        return value;
    }

    private static PendingCall.Answer await(PendingCall call) throws InterruptedException {
        var answer = call.await(Deadline.NEVER);
        if (answer == null) {
            throw new AssertionError("a deadline that never comes has come");
        }
        return answer;
    }

    private ClassFile classFile(Parcel.ClassKey key) {
        var known = ClassesOnce.arrived(key);
        if (known == null) {
            var answer = shared.client()
                    .call(shared.resource(), ManagerState.CLASS, Parcel.write(key))
                    .get();
            if (answer.status() != ManagerState.RETURNED) {
                throw new IllegalStateException("The class " + key.name() + " was not sent with the answer");
            }
            known = Parcel.readClass(answer.payload());
            ClassesOnce.arrived(known);
        }
        return known;
    }

    private Object writeReplace() {
        return shared.reference(this);
    }

    /** A proxy of an object that the manager has. */
    <I> I proxy(Class<I> type, List<Class<?>> interfaces, int object) {
        return type.cast(ManagerProxy.create(this, interfaces, object));
    }
}
