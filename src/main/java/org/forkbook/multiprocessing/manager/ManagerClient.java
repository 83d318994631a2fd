package org.forkbook.multiprocessing.manager;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.forkbook.multiprocessing.internal.EncodedValue;
import org.forkbook.multiprocessing.internal.Rethrow;
import org.forkbook.multiprocessing.internal.SentClassCache;
import org.forkbook.multiprocessing.internal.SharedHandle;
import org.forkbook.serialization.analysis.ClassFile;
import org.forkbook.service.Deadline;
import org.jspecify.annotations.Nullable;

/** The client stub of a manager's objects. */
final class ManagerClient implements Serializable {
    private static final long serialVersionUID = 1L;

    private final transient SharedHandle handle;
    private final transient SentClassCache sentClasses = new SentClassCache();

    ManagerClient(SharedHandle handle) {
        this.handle = handle;
    }

    /** In the manager's process: creates the resource for its objects. */
    static ManagerClient create() {
        return SharedHandle.create(null, new ManagerResource(), ManagerClient::new);
    }

    /** Adds an object to the manager; returns its number there. */
    int add(Object object) {
        try {
            return (Integer) Objects.requireNonNull(
                    ask(ManagerResource.ADD, EncodedValue.packCallable(object, handle.destination())));
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw Rethrow.asIs(e);
        }
    }

    /** Calls a method of an object, then one of the result, and so on; throws what they throw. */
    @Nullable
    Object call(int object, List<ManagerResource.Step> steps) throws Throwable {
        return ask(
                ManagerResource.CALL,
                EncodedValue.packCallable(
                        new ManagerResource.Request(object, List.copyOf(steps)), handle.destination()));
    }

    private @Nullable Object ask(int operation, EncodedValue request) throws Throwable {
        sentClasses.send(
                request.classes(),
                file -> handle.client()
                        .sendOneWay(handle.resource(), ManagerResource.ADD_CLASS, EncodedValue.write(file)));
        var answer = Objects.requireNonNull(handle.client()
                .call(handle.resource(), operation, request.parts())
                .await(Deadline.NEVER));
        var value = EncodedValue.open(answer.payload(), this::classFile);
        if (answer.status() == ManagerResource.THREW) {
            throw (Throwable) Objects.requireNonNull(value);
        }
        return value;
    }

    private ClassFile classFile(EncodedValue.ClassKey key) {
        return SentClassCache.arrived(
                key, request -> handle.client().call(handle.resource(), ManagerResource.CLASS, request));
    }

    private Object writeReplace() {
        return new Reference(this);
    }

    /** The serialized form of a client. */
    private static final class Reference extends SharedHandle.Reference {
        private static final long serialVersionUID = 1L;

        Reference(ManagerClient face) {
            super(face.handle, face);
        }

        @Override
        protected Object open(SharedHandle handle) {
            return new ManagerClient(handle);
        }
    }
}
