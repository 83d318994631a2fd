package io.github.spencerpark.jupyter.kernel.magic.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Declaration and parser of a magic's arguments: positional words, {@code --keyword value}, and flags. */
public class MagicsArgs {

    /** The number of times that a keyword may be given. */
    public enum KeywordSpec {
        ONCE,
        COLLECT,
        REPLACE
    }

    private final MagicsArgsBuilder rules;

    private MagicsArgs(MagicsArgsBuilder rules) {
        this.rules = rules;
    }

    public static MagicsArgsBuilder builder() {
        return new MagicsArgsBuilder();
    }

    /**
     * Parses the words, and returns them by name.
     *
     * @throws MagicArgsParseException if they don't fit
     */
    public Map<String, List<String>> parse(List<String> args) {
        var found = new LinkedHashMap<String, List<String>>();
        rules.names.forEach(name -> found.put(name, new ArrayList<>()));
        rules.keywords.keySet().forEach(name -> found.put(name, new ArrayList<>()));
        var places = new ArrayList<>(rules.places);
        for (var words = args.iterator(); words.hasNext(); ) {
            var word = words.next();
            if (word.startsWith("--")) {
                int equals = word.indexOf('=');
                var name = word.substring(2, equals < 0 ? word.length() : equals);
                if (equals < 0 && !words.hasNext()) {
                    throw new MagicArgsParseException("--" + name + " needs a value after it.");
                }
                put(found, name, equals < 0 ? words.next() : word.substring(equals + 1), !rules.anyKeyword);
            } else if (word.matches("-[A-Za-z]+")) {
                for (char flag : word.substring(1).toCharArray()) {
                    var name = rules.flags.getOrDefault(flag, String.valueOf(flag));
                    put(found, name, rules.flagValues.getOrDefault(name, ""), !rules.anyFlag);
                }
            } else if (!places.isEmpty()) {
                found.computeIfAbsent(places.remove(0), name -> new ArrayList<>())
                        .add(word);
            } else if (rules.varargs != null) {
                found.computeIfAbsent(rules.varargs, name -> new ArrayList<>()).add(word);
            } else {
                throw new MagicArgsParseException("There is one argument too many: " + word);
            }
        }
        for (var name : rules.required) {
            if (found.getOrDefault(name, List.of()).isEmpty()) {
                throw new MagicArgsParseException("An argument is missing: " + name);
            }
        }
        return found;
    }

    private void put(Map<String, List<String>> found, String name, String value, boolean knownOnly) {
        var spec = rules.keywords.get(name);
        if (spec == null && knownOnly) {
            throw new MagicArgsParseException("There is no option " + name + ".");
        }
        var values = found.computeIfAbsent(name, unknown -> new ArrayList<>());
        if (spec == KeywordSpec.ONCE && !values.isEmpty()) {
            throw new MagicArgsParseException("--" + name + " is given twice.");
        }
        if (spec == KeywordSpec.REPLACE) {
            values.clear();
        }
        values.add(value);
    }

    /** A builder of the declaration. */
    public static class MagicsArgsBuilder {
        private final List<String> names = new ArrayList<>();
        private final List<String> places = new ArrayList<>();
        private final List<String> required = new ArrayList<>();
        private final Map<String, KeywordSpec> keywords = new LinkedHashMap<>();
        private final Map<Character, String> flags = new HashMap<>();
        private final Map<String, String> flagValues = new HashMap<>();
        private @Nullable String varargs;
        private boolean anyKeyword = true;
        private boolean anyFlag = true;

        private MagicsArgsBuilder() {}

        public MagicsArgsBuilder required(String name) {
            required.add(name);
            return optional(name);
        }

        public MagicsArgsBuilder optional(String name) {
            names.add(name);
            places.add(name);
            return this;
        }

        public MagicsArgsBuilder varargs(String name) {
            names.add(name);
            varargs = name;
            return this;
        }

        public MagicsArgsBuilder keyword(String name) {
            return keyword(name, KeywordSpec.COLLECT);
        }

        public MagicsArgsBuilder keyword(String name, KeywordSpec spec, KeywordSpec... more) {
            keywords.put(name, spec);
            return this;
        }

        public MagicsArgsBuilder flag(String name, char shortName) {
            flags.put(shortName, name);
            return keyword(name);
        }

        public MagicsArgsBuilder flag(String name, char shortName, String value) {
            flagValues.put(name, value);
            return flag(name, shortName);
        }

        public MagicsArgsBuilder anyKeyword() {
            anyKeyword = true;
            return this;
        }

        public MagicsArgsBuilder onlyKnownKeywords() {
            anyKeyword = false;
            return this;
        }

        public MagicsArgsBuilder anyFlag() {
            anyFlag = true;
            return this;
        }

        public MagicsArgsBuilder onlyKnownFlags() {
            anyFlag = false;
            return this;
        }

        public MagicsArgs build() {
            return new MagicsArgs(this);
        }
    }
}
