package org.forkbook.kernel.history;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.forkbook.kernel.protocol.History;
import org.forkbook.kernel.protocol.History.Entry;

/** Search in a history's entries, which are in order, oldest first. */
final class HistorySearch {

    private static final Pattern GLOB_PART =
            Pattern.compile("\\[\\^?[^]]+]|[\\x{10000}-\\x{10FFFF}]|.", Pattern.DOTALL);

    private final List<Entry> entries;
    private final int session;

    HistorySearch(List<Entry> entries, int session) {
        this.entries = entries;
        this.session = session;
    }

    List<Entry> find(History.Request query) {
        return switch (query.access()) {
            case RANGE -> range(query);
            case TAIL -> last(entries, query.n());
            case SEARCH -> last(search(query), query.n());
        };
    }

    private List<Entry> range(History.Request query) {
        var wanted = query.session() > 0 ? query.session() : earlier(-query.session());
        return entries.stream()
                .filter(entry -> entry.session() == wanted)
                .filter(entry -> entry.line() >= query.start())
                .filter(entry -> query.stop() <= 0 || entry.line() < query.stop())
                .toList();
    }

    /** The session this many before the present one, among those with entries. */
    private int earlier(int count) {
        if (count == 0) {
            return session;
        }
        var sessions = entries.stream()
                .map(Entry::session)
                .filter(each -> each != session)
                .distinct()
                .sorted()
                .toList();
        return count > sessions.size() ? -1 : sessions.get(sessions.size() - count);
    }

    private List<Entry> search(History.Request query) {
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

    /** A pattern with {@code *}, {@code ?} and sets such as {@code [a-z]} and {@code [^0-9]}, as SQLite's GLOB. */
    private static Pattern glob(String glob) {
        var regex = new StringBuilder();
        var parts = GLOB_PART.matcher(glob);
        while (parts.find()) {
            var part = parts.group();
            switch (part) {
                case "*" -> regex.append(".*");
                case "?" -> regex.append('.');
                default -> regex.append(part.length() > 2 ? set(part) : Pattern.quote(part));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private static String set(String set) {
        var regex = set.replace("\\", "\\\\").replace("&", "\\&").replaceAll("(?<=.)\\[", "\\\\[");
        try {
            return Pattern.compile(regex).pattern();
        } catch (PatternSyntaxException e) {
            return Pattern.quote(set); // No set after all, such as [b-a].
        }
    }
}
