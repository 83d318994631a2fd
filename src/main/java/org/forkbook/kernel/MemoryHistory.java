package org.forkbook.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import org.forkbook.kernel.protocol.HistoryQuery;
import org.jspecify.annotations.Nullable;

/** A history that is held in memory: the newest so many entries. */
final class MemoryHistory implements History {

    private static final int LIMIT = 10_000;

    private final List<Entry> entries = new ArrayList<>();
    private final int session;

    /** With entries of earlier sessions, and the number of this one. */
    MemoryHistory(List<Entry> earlier, int session) {
        entries.addAll(earlier);
        this.session = session;
    }

    @Override
    public synchronized void add(int line, String source, @Nullable String output) {
        entries.add(new Entry(session, line, source, output));
        if (entries.size() > LIMIT + LIMIT / 10) {
            entries.subList(0, entries.size() - LIMIT).clear();
        }
    }

    @Override
    public synchronized List<Entry> find(HistoryQuery query) {
        return switch (query.access()) {
            case RANGE -> range(query);
            case TAIL -> last(entries, query.n());
            case SEARCH -> last(search(query), query.n());
        };
    }

    private List<Entry> range(HistoryQuery query) {
        var wanted = query.session() > 0 ? query.session() : session + query.session();
        return entries.stream()
                .filter(entry -> entry.session() == wanted)
                .filter(entry -> entry.line() >= query.start())
                .filter(entry -> query.stop() <= 0 || entry.line() < query.stop())
                .toList();
    }

    private List<Entry> search(HistoryQuery query) {
        var pattern = glob(query.pattern());
        var found = entries.stream()
                .filter(entry -> pattern.matcher(entry.source()).matches())
                .toList();
        if (!query.unique()) {
            return found;
        }
        var latest = new LinkedHashMap<String, Entry>();
        for (var entry : found) {
            latest.remove(entry.source());
            latest.put(entry.source(), entry);
        }
        return List.copyOf(latest.values());
    }

    private static List<Entry> last(List<Entry> all, int n) {
        return List.copyOf(n == 0 ? all : all.subList(Math.max(0, all.size() - n), all.size()));
    }

    private static Pattern glob(String glob) {
        var regex = new StringBuilder();
        glob.codePoints().forEach(c -> {
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(c)));
            }
        });
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
