package org.forkbook.kernel;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.forkbook.kernel.channels.Channels;
import org.forkbook.kernel.channels.Router;
import org.forkbook.kernel.comm.Comms;
import org.forkbook.kernel.execution.Interpreter;
import org.forkbook.kernel.history.CellHistory;
import org.forkbook.kernel.protocol.CommMessage;
import org.forkbook.kernel.protocol.Complete;
import org.forkbook.kernel.protocol.ConnectionInfo;
import org.forkbook.kernel.protocol.DeclaredNames;
import org.forkbook.kernel.protocol.Execute;
import org.forkbook.kernel.protocol.History;
import org.forkbook.kernel.protocol.Inspect;
import org.forkbook.kernel.protocol.IsComplete;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.kernel.protocol.KernelInfo;
import org.forkbook.kernel.protocol.Message;
import org.forkbook.kernel.protocol.MessageFactory;
import org.forkbook.kernel.protocol.Published;
import org.forkbook.kernel.protocol.Shutdown;
import org.forkbook.kernel.protocol.Status;
import org.forkbook.kernel.protocol.Subshell;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.MemoryReserve;
import org.forkbook.service.ServiceThread;
import org.jspecify.annotations.Nullable;

/**
 * A running Jupyter kernel: five channels, the table of request handlers, and an interpreter.
 *
 * <pre>{@code
 * shell channel ──> Shells ──> Shell (queue, thread) ──┐
 *                                                      ├─> RequestDispatcher ─> handler ─> reply, same channel
 * control channel (its own thread) ────────────────────┘                               └─> iopub
 * stdin channel ──> InputRequestHandler ──> the cell that waits for a line
 * }</pre>
 *
 * <p>The control channel's thread never waits for a cell: interrupts, shutdown and subshells work while one runs.
 *
 * <p>It is longer than other classes because it holds the whole table of requests.
 */
public final class Kernel implements AutoCloseable {

    /** How long the interpreter may take to end what cells have started. */
    private static final long INTERPRETER_CLOSE_MILLIS = 150;

    private final ConnectionInfo info;
    private final MessageFactory messages = MessageFactory.create("kernel");
    private final Channels channels;
    private final LazyInterpreter lazyInterpreter;
    private final FatalErrorFile fatalErrors;
    private final Comms comms = new Comms(this::sendComm);
    private final FlushTimer timer = new FlushTimer();
    private final InputRequestHandler inputRequests;
    private final RequestDispatcher dispatcher;
    private final Shells shells;
    private final CountDownLatch ended = new CountDownLatch(1);
    /** The request that a thread handles, where that is not the cell that it works for. */
    @SuppressWarnings("ThreadLocalUsage") // A test has several kernels in one process.
    private final ThreadLocal<@Nullable Message> handled = new ThreadLocal<>();

    private volatile boolean broken;

    private Kernel(
            ConnectionInfo info, LazyInterpreter lazyInterpreter, CellHistory history, FatalErrorFile fatalErrors)
            throws IOException {
        this.info = info;
        this.fatalErrors = fatalErrors;
        this.lazyInterpreter = lazyInterpreter;
        Comms.install(comms);
        shells = new Shells(this::handle, history, this::breakDown);
        channels = Channels.bind(info, messages, this::breakDown);
        inputRequests = new InputRequestHandler(messages, channels.stdin()::send);
        dispatcher = new RequestDispatcher(messages, channels.iopub(), handlers());
    }

    /**
     * Opens the channels and begins to answer; the interpreter is made in the background.
     *
     * @throws IOException if a port can't be had
     */
    public static Kernel start(ConnectionInfo info, Supplier<Interpreter> interpreter) throws IOException {
        return start(info, interpreter, CellHistory.inMemory());
    }

    static Kernel start(ConnectionInfo info, Supplier<Interpreter> interpreter, CellHistory history)
            throws IOException {
        return start(info, interpreter, history, FatalErrorFile.none());
    }

    static Kernel start(
            ConnectionInfo info, Supplier<Interpreter> interpreter, CellHistory history, FatalErrorFile fatalErrors)
            throws IOException {
        var kernel = new Kernel(info, new LazyInterpreter(interpreter), history, fatalErrors);
        kernel.channels.iopub().publish(kernel.starting());
        kernel.shells.start();
        kernel.channels.start(kernel::onShell, kernel::onControl, kernel.inputRequests::receive);
        kernel.lazyInterpreter.start();
        return kernel;
    }

    private Message starting() {
        return messages.request(Published.STATUS, Published.state("starting"))
                .to(List.of(Published.STATUS.getBytes(StandardCharsets.UTF_8)));
    }

    private Map<String, RequestDispatcher.Handler> handlers() {
        var execution = new ExecuteHandler(channels.iopub(), lazyInterpreter, inputRequests, timer, fatalErrors);
        var introspection = new IntrospectionHandlers(lazyInterpreter);
        var handlers = new HashMap<String, RequestDispatcher.Handler>();
        handlers.put(KernelInfo.REQUEST, request -> KernelInfo.reply());
        handlers.put(KernelInfo.CONNECT_REQUEST, request -> KernelInfo.connect(info));
        handlers.put(Execute.REQUEST, execution::execute);
        handlers.put(Complete.REQUEST, introspection::complete);
        handlers.put(Inspect.REQUEST, introspection::inspect);
        handlers.put(IsComplete.REQUEST, introspection::isComplete);
        handlers.put(DeclaredNames.REQUEST, introspection::names);
        handlers.put(History.REQUEST, this::history);
        handlers.put(CommMessage.INFO_REQUEST, this::commInfo);
        handlers.put(CommMessage.OPEN, request -> receive(request, () -> comms.opened(request.message())));
        handlers.put(CommMessage.DATA, request -> receive(request, () -> comms.received(request.message())));
        handlers.put(CommMessage.CLOSE, request -> receive(request, () -> comms.closed(request.message())));
        handlers.put("interrupt_request", request -> {
            interrupt();
            return Status.ok();
        });
        handlers.put(Shutdown.REQUEST, this::shutdown);
        handlers.put("debug_request", Kernel::noDebugger);
        handlers.put(Subshell.CREATE_REQUEST, request -> Subshell.created(shells.create()));
        handlers.put(Subshell.DELETE_REQUEST, request -> {
            var id = Subshell.id(request.message().content());
            return shells.delete(id) ? Status.ok() : Subshell.unknown(id);
        });
        handlers.put(Subshell.LIST_REQUEST, request -> Subshell.listed(shells.ids()));
        return handlers;
    }

    /** Calls a comm's receiver: it is code of the notebook, which may do anything, and so runs as cells do. */
    private @Nullable JsonObject receive(Request request, Runnable action) {
        var interpreter = lazyInterpreter.now();
        Runnable underRequest = () -> {
            handled.set(request.message());
            try {
                action.run();
            } finally {
                handled.remove();
            }
        };
        if (interpreter == null) {
            underRequest.run();
        } else {
            interpreter.perform(underRequest);
        }
        return null;
    }

    private void onShell(Message message) {
        route(message, channels.shell());
    }

    private void onControl(Message message) {
        if (message.type().equals(Execute.REQUEST)) {
            // The control channel's thread would keep interrupts waiting.
            route(message, channels.control());
        } else {
            handle(new Request(message, channels.control(), shells.main()));
        }
    }

    private void route(Message message, Router channel) {
        var shell = shells.of(message);
        if (shell != null) {
            shell.add(new Request(message, channel, shell));
        } else {
            dispatcher.dispatch(
                    new Request(message, channel, shells.main()),
                    request -> Subshell.unknown(String.valueOf(message.subshellId())));
        }
    }

    private void handle(Request request) {
        dispatcher.dispatch(request);
        MemoryReserve.restore();
        if (request.message().type().equals(Shutdown.REQUEST)) {
            ended.countDown();
        }
    }

    private JsonObject history(Request request) {
        var query = History.Request.read(request.message().content());
        return History.reply(request.shell().history().find(query), query.output());
    }

    private JsonObject commInfo(Request request) {
        var asked = CommMessage.read(request.message().content());
        return CommMessage.info(comms.targetNames(asked.targetName()));
    }

    private void sendComm(String type, JsonObject content, List<byte[]> buffers) {
        var parent = requestOfThread();
        var made = parent == null ? messages.request(type, content) : messages.reply(parent, type, content);
        var topic = List.of(type.getBytes(StandardCharsets.UTF_8));
        channels.iopub()
                .publish(new Message(
                        topic, made.header(), made.parentHeader(), made.metadata(), made.content(), buffers));
    }

    /** The request on whose behalf the calling thread works; several are handled at a time when there are subshells. */
    private @Nullable Message requestOfThread() {
        var own = handled.get();
        var interpreter = lazyInterpreter.now();
        return own == null && interpreter != null && interpreter.outputOfThread() instanceof PublishedOutput output
                ? output.request()
                : own;
    }

    private JsonObject shutdown(Request request) {
        var reply = Shutdown.read(request.message().content()).reply();
        // The other frontends of this kernel are informed, too.
        channels.iopub().publish(request.message(), Shutdown.REPLY, reply);
        return reply;
    }

    /** The debug adapter protocol's reply to an unknown command. */
    private static JsonObject noDebugger(Request request) {
        var asked = request.message().content();
        var reply = Json.of("type", "response", "seq", 1, "request_seq", Json.integer(asked, "seq", 0));
        var command = Json.string(asked, "command", "");
        return Json.add(reply, "success", false, "command", command, "message", "This kernel has no debugger.");
    }

    /** The comms of this kernel, for code that registers targets. */
    public Comms comms() {
        return comms;
    }

    /** Interrupts the running cell and the cells that wait for input. Returns at once. */
    public void interrupt() {
        var interpreter = lazyInterpreter.now();
        if (interpreter != null) {
            // An uncooperative cell takes time; the control channel has other messages to answer.
            ServiceThread.forTask(
                            "forkbook-interrupt",
                            () -> {
                                interpreter.interrupt();
                                inputRequests.cancelAll();
                            },
                            FailureHandler.logging("An interrupt"))
                    .start();
        }
    }

    /** Asks the kernel to end, as a shutdown request does. */
    public void end() {
        ended.countDown();
    }

    /** Waits until the kernel is asked to end, or can't go on. */
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Whether a part has failed without which the kernel receives nothing, so that its process should end. */
    public boolean isBroken() {
        return broken;
    }

    /**
     * Reports a fatal error in Jupyter's log, under the next kernel's first cell and, if still possible, under the cell
     * that printed last.
     */
    private void breakDown(Throwable cause) {
        broken = true;
        try {
            var words = FatalErrorMessages.of(cause);
            FatalErrorMessages.log(words);
            fatalErrors.write(FatalErrorMessages.forTheNext(cause));
            var cell = channels.iopub().lastOutputOf();
            if (cell != null) {
                channels.iopub().publish(cell, Published.STREAM, Published.stream("stderr", words));
            }
        } finally {
            ended.countDown();
        }
    }

    /** Ends what cells have started, sends what is still to be sent, and closes the channels. */
    @Override
    public void close() {
        ended.countDown();
        shells.close();
        interrupt();
        var closer = ServiceThread.forTask("forkbook-close", lazyInterpreter::close, FailureHandler.logging("The end"));
        closer.start();
        try {
            closer.join(INTERPRETER_CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        timer.close();
        channels.close();
    }
}
