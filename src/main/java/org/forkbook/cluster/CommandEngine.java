package org.forkbook.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.forkbook.multiprocessing.cluster.ClusterEngine;
import org.forkbook.multiprocessing.cluster.ClusterRequest;
import org.forkbook.multiprocessing.cluster.ClusterSession;

/**
 * The engine whose agents are started by a command, such as {@code ssh} or SLURM's {@code srun}.
 *
 * <ul>
 * <li>{@code command:ssh {node7,node8}} runs the command once for a slot, with each of the names in turn.
 * <li>{@code command:srun -n {slots}} runs it once for many slots, with their number.
 * <li>{@code local-nodes[2,3]} stands for two nodes with three slots each, which are processes of this machine.
 * </ul>
 *
 * <p>The command is followed by {@code sh}, which reads what to do from its standard input.
 */
public final class CommandEngine implements ClusterEngine {
    private static final String COMMAND = "command:";
    private static final Pattern LOCAL = Pattern.compile("local-nodes\\[\\s*(\\d{1,3})\\s*,\\s*(\\d{1,3})\\s*]");
    private static final Pattern NAMES = Pattern.compile("\\{([^{}]*)}");
    private static final String SLOTS = "slots";

    /** Found by {@link java.util.ServiceLoader}. */
    public CommandEngine() {}

    @Override
    public boolean accepts(String url) {
        return url.startsWith(COMMAND) || LOCAL.matcher(url).matches();
    }

    @Override
    public OptionalInt slots(String url) {
        var local = LOCAL.matcher(url);
        if (local.matches()) {
            return OptionalInt.of(Integer.parseInt(local.group(1)) * Integer.parseInt(local.group(2)));
        }
        var names = NAMES.matcher(url);
        return names.find() && !names.group(1).equals(SLOTS)
                ? OptionalInt.of(names.group(1).split(",", -1).length)
                : OptionalInt.empty();
    }

    @Override
    public boolean isLocal(String url) {
        return LOCAL.matcher(url).matches();
    }

    @Override
    public ClusterSession open(ClusterRequest request) throws IOException {
        var local = LOCAL.matcher(request.url());
        if (local.matches()) {
            int nodes = Integer.parseInt(local.group(1));
            if (nodes == 0 || slots(request.url()).getAsInt() == 0) {
                throw new IOException("\"" + request.url() + "\" has no slots: write local-nodes[nodes,slots], such as"
                        + " local-nodes[2,2].");
            }
            var commands = IntStream.rangeClosed(1, nodes)
                    .mapToObj(n -> new CommandSession.Command(List.of(), "node" + n))
                    .toList();
            return new CommandSession(request, commands, false, true);
        }
        var text = request.url().substring(COMMAND.length()).strip();
        if (text.isEmpty()) {
            throw new IOException("\"" + request.url() + "\" has no command: write command:ssh {node1,node2}, or"
                    + " command:srun -n {slots}.");
        }
        var names = NAMES.matcher(text);
        if (!names.find()) {
            return new CommandSession(request, List.of(new CommandSession.Command(words(text), "")), false, false);
        }
        if (names.group(1).equals(SLOTS)) {
            return new CommandSession(request, List.of(new CommandSession.Command(words(text), "")), true, false);
        }
        var commands = new ArrayList<CommandSession.Command>();
        for (var name : names.group(1).split(",", -1)) {
            var one = text.substring(0, names.start()) + name.strip() + text.substring(names.end());
            commands.add(new CommandSession.Command(words(one), name.strip()));
        }
        return new CommandSession(request, commands, false, false);
    }

    /** The words of a command line: quotes keep words together, as in a shell. */
    static List<String> words(String line) throws IOException {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean begun = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                begun = true;
            } else if (Character.isWhitespace(c)) {
                if (begun) {
                    words.add(word.toString());
                    word.setLength(0);
                    begun = false;
                }
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (quote != 0) {
            throw new IOException("The command has no closing quote: " + line);
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }
}
