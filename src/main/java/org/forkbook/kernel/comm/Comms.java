package org.forkbook.kernel.comm;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.forkbook.kernel.protocol.CommMessage;
import org.forkbook.kernel.protocol.Message;
import org.jspecify.annotations.Nullable;

/**
 * Registry of the open comms and of the targets that a frontend may open one to. Safe for many threads.
 *
 * <p>A comm to an unregistered target is closed at once, as the protocol demands.
 */
public final class Comms {

    /** Creates and publishes a message for a comm. */
    public interface Sender {

        /** Publishes a message of this type and content, with raw bytes, under whatever is being handled now. */
        void send(String type, JsonObject content, List<byte[]> buffers);
    }

    private static volatile @Nullable Comms current;

    private final Sender sender;
    private final Map<String, CommTarget> targets = new ConcurrentHashMap<>();
    private final Map<String, Comm> open = new ConcurrentHashMap<>();

    /** Creates a registry that sends through the given sender. */
    public Comms(Sender sender) {
        this.sender = sender;
    }

    /** Makes these the comms that cells use; a kernel calls this once. */
    public static void install(Comms comms) {
        current = comms;
    }

    static Comms current() {
        var own = current;
        if (own == null) {
            throw new IllegalStateException(
                    "There is no frontend here: comms work in a notebook's cells, not in workers or programs.");
        }
        return own;
    }

    /** Registers a target, in place of an earlier one of the same name. */
    public void register(String targetName, CommTarget target) {
        targets.put(targetName, target);
    }

    /** Unregisters a target; open comms stay open. */
    public void unregister(String targetName) {
        targets.remove(targetName);
    }

    /** Opens a comm to a target that the frontend has registered. */
    public Comm open(String id, String targetName, JsonObject data) {
        var comm = new Comm(this, id, targetName);
        open.put(id, comm);
        sender.send(CommMessage.OPEN, new CommMessage(id, targetName, data).toJson(), List.of());
        return comm;
    }

    /** Takes a {@code comm_open}. */
    public void opened(Message message) {
        var opening = CommMessage.read(message.content());
        var targetName = Objects.requireNonNullElse(opening.targetName(), "");
        var target = targets.get(targetName);
        var comm = new Comm(this, opening.id(), targetName);
        if (target == null) {
            send(CommMessage.CLOSE, comm, new JsonObject(), List.of());
            return;
        }
        open.put(comm.id(), comm);
        try {
            target.opened(comm, opening.data());
        } catch (RuntimeException | Error e) {
            // A half-open comm is useless: the frontend is told before the failure is logged.
            comm.close(new JsonObject());
            throw e;
        }
    }

    /** Takes a {@code comm_msg}; one to a comm that isn't open is ignored. */
    public void received(Message message) {
        var comm = open.get(CommMessage.read(message.content()).id());
        if (comm != null) {
            comm.received(message);
        }
    }

    /** Takes a {@code comm_close}; one to a comm that isn't open is ignored. */
    public void closed(Message message) {
        var comm = open.remove(CommMessage.read(message.content()).id());
        if (comm != null) {
            comm.closed(message);
        }
    }

    /** The target's name of each open comm, by its id: all or those of one target. */
    public Map<String, String> targetNames(@Nullable String targetName) {
        return open.values().stream()
                .filter(comm -> targetName == null || targetName.equals(comm.targetName()))
                .collect(Collectors.toMap(Comm::id, Comm::targetName));
    }

    boolean forget(Comm comm) {
        return open.remove(comm.id(), comm);
    }

    void send(String type, Comm comm, JsonObject data, List<byte[]> buffers) {
        sender.send(type, new CommMessage(comm.id(), null, data).toJson(), buffers);
    }
}
