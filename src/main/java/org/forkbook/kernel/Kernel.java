package org.forkbook.kernel;

import com.google.gson.JsonArray;
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
import org.forkbook.kernel.history.History;
import org.forkbook.kernel.protocol.ConnectionInfo;
import org.forkbook.kernel.protocol.HistoryRequest;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.kernel.protocol.Message;
import org.forkbook.kernel.protocol.MessageFactory;
import org.forkbook.kernel.protocol.Reply;
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

    private Kernel(ConnectionInfo info, LazyInterpreter lazyInterpreter, History history, FatalErrorFile fatalErrors)
            throws IOException {
        this.info = info;
        this.fatalErrors = fatalErrors;
        this.lazyInterpreter = lazyInterpreter;
        Comms.install(comms);
        shells = new Shells(this::handle, history, this::breakDown);
        channels = Channels.bind(
                info,
                messages,
                new Channels.Receivers(this::onShell, this::onControl, message -> input().receive(message)),
                this::breakDown);
        inputRequests = new InputRequestHandler(messages, channels.stdin()::send);
        dispatcher = new RequestDispatcher(messages, channels.iopub(), handlers());
    }

    /**
     * Opens the channels and begins to answer; the interpreter is made in the background.
     *
     * @throws IOException if a port can't be had
     */
    public static Kernel start(ConnectionInfo info, Supplier<Interpreter> interpreter) throws IOException {
        return start(info, interpreter, History.inMemory());
    }

    static Kernel start(ConnectionInfo info, Supplier<Interpreter> interpreter, History history) throws IOException {
        return start(info, interpreter, history, FatalErrorFile.none());
    }

    static Kernel start(
            ConnectionInfo info, Supplier<Interpreter> interpreter, History history, FatalErrorFile fatalErrors)
            throws IOException {
        var kernel = new Kernel(info, new LazyInterpreter(interpreter), history, fatalErrors);
        kernel.channels.iopub().publish(kernel.starting());
        kernel.shells.start();
        kernel.channels.start();
        kernel.lazyInterpreter.start();
        return kernel;
    }

    private Message starting() {
        return messages.request("status", Reply.executionState("starting"))
                .to(List.of("status".getBytes(StandardCharsets.UTF_8)));
    }

    private InputRequestHandler input() {
        return inputRequests;
    }

    private Map<String, RequestDispatcher.Handler> handlers() {
        var execution = new ExecuteHandler(channels.iopub(), lazyInterpreter, inputRequests, timer, fatalErrors);
        var introspection = new IntrospectionHandlers(lazyInterpreter);
        var subshellHandlers = new SubshellHandlers(shells);
        var handlers = new HashMap<String, RequestDispatcher.Handler>();
        handlers.put("kernel_info_request", request -> KernelInfo.reply());
        handlers.put("connect_request", request -> KernelInfo.connect(info));
        handlers.put("execute_request", execution::execute);
        handlers.put("complete_request", introspection::complete);
        handlers.put("inspect_request", introspection::inspect);
        handlers.put("is_complete_request", introspection::isComplete);
        handlers.put("forkbook_names_request", introspection::names);
        handlers.put("history_request", this::history);
        handlers.put("comm_info_request", this::commInfo);
        handlers.put("comm_open", request -> receive(request, () -> comms.opened(request.message())));
        handlers.put("comm_msg", request -> receive(request, () -> comms.received(request.message())));
        handlers.put("comm_close", request -> receive(request, () -> comms.closed(request.message())));
        handlers.put("interrupt_request", request -> {
            interrupt();
            return Reply.ok();
        });
        handlers.put("shutdown_request", this::shutdown);
        handlers.put("debug_request", Kernel::noDebugger);
        handlers.put("create_subshell_request", subshellHandlers::create);
        handlers.put("delete_subshell_request", subshellHandlers::delete);
        handlers.put("list_subshell_request", subshellHandlers::list);
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
        if (message.type().equals("execute_request")) {
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
            var lost = Map.<String, RequestDispatcher.Handler>of(
                    message.type(), request -> SubshellHandlers.unknown(String.valueOf(message.subshellId())));
            new RequestDispatcher(messages, channels.iopub(), lost)
                    .dispatch(new Request(message, channel, shells.main()));
        }
    }

    private void handle(Request request) {
        dispatcher.dispatch(request);
        MemoryReserve.restore();
        if (request.message().type().equals("shutdown_request")) {
            ended.countDown();
        }
    }

    private JsonObject history(Request request) {
        var query = HistoryRequest.of(request.message().content());
        var entries = new JsonArray();
        for (var entry : request.shell().history().find(query)) {
            var line = new JsonArray();
            line.add(entry.session());
            line.add(entry.line());
            if (query.output()) {
                var both = new JsonArray();
                both.add(entry.source());
                both.add(entry.output());
                line.add(both);
            } else {
                line.add(entry.source());
            }
            entries.add(line);
        }
        var reply = Reply.ok();
        reply.add("history", entries);
        return reply;
    }

    private JsonObject commInfo(Request request) {
        var reply = Reply.ok();
        reply.add("comms", comms.info(Json.stringOrNull(request.message().content(), "target_name")));
        return reply;
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
        var reply = Reply.ok();
        reply.addProperty("restart", Json.bool(request.message().content(), "restart", false));
        // The other frontends of this kernel are informed, too.
        channels.iopub().publish(request.message(), "shutdown_reply", reply);
        return reply;
    }

    /** The debug adapter protocol's reply to an unknown command. */
    private static JsonObject noDebugger(Request request) {
        var asked = request.message().content();
        var reply = new JsonObject();
        reply.addProperty("type", "response");
        reply.addProperty("seq", 1);
        reply.addProperty("request_seq", Json.integer(asked, "seq", 0));
        reply.addProperty("success", false);
        reply.addProperty("command", Json.string(asked, "command", ""));
        reply.addProperty("message", "This kernel has no debugger.");
        return reply;
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
                var content = new JsonObject();
                content.addProperty("name", "stderr");
                content.addProperty("text", words);
                channels.iopub().publish(cell, "stream", content);
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
