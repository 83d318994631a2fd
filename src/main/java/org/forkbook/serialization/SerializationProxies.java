package org.forkbook.serialization;

import java.io.PrintStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashSet;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.RandomAccess;
import java.util.Set;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The serialization proxies (Effective Java, item 90) of JDK objects that are not serializable but that another
 * process can create again: an {@link Optional}, a {@link Path}, the standard streams, a view of a map.
 */
final class SerializationProxies {

    private SerializationProxies() {}

    /** The proxy of an object; the object itself if it needs none or has none. */
    static Object replace(Object object) {
        if (object instanceof Serializable) {
            return object;
        }
        var type = object.getClass();
        var proxy = proxy(object);
        if (proxy != null) {
            return proxy;
        }
        if (!type.getName().startsWith("java.") && !type.getName().startsWith("sun.nio.fs.")) {
            return object; // A class of the user's, whose content is unknown here.
        }
        if (object instanceof Path path) {
            return new Proxy(Kind.PATH, path.toString());
        } else if (object instanceof ByteBuffer buffer && !buffer.isDirect()) {
            return proxy(buffer);
        } else if (object instanceof Logger logger && logger.getName() != null) {
            return new Proxy(Kind.LOGGER, logger.getName());
        } else if (object instanceof Map.Entry<?, ?> entry) {
            return new AbstractMap.SimpleEntry<Object, Object>(entry);
        } else if (object instanceof Set<?> set) {
            return new LinkedHashSet<Object>(set);
        } else if (object instanceof Collection<?> collection
                && (object instanceof RandomAccess || type.getName().startsWith("java.util."))
                && !type.getName().startsWith("java.util.concurrent.")) {
            return new ArrayList<Object>(collection);
        }
        return object;
    }

    /** The proxy of an object whose type alone tells what it is; null for any other object. */
    private static @Nullable Proxy proxy(Object object) {
        if (object instanceof Optional<?> some) {
            return some.isPresent() ? new Proxy(Kind.OPTIONAL, some.get()) : new Proxy(Kind.OPTIONAL);
        } else if (object instanceof OptionalInt some) {
            return some.isPresent() ? new Proxy(Kind.INT, some.getAsInt()) : new Proxy(Kind.INT);
        } else if (object instanceof OptionalLong some) {
            return some.isPresent() ? new Proxy(Kind.LONG, some.getAsLong()) : new Proxy(Kind.LONG);
        } else if (object instanceof OptionalDouble some) {
            return some.isPresent() ? new Proxy(Kind.DOUBLE, some.getAsDouble()) : new Proxy(Kind.DOUBLE);
        } else if (object instanceof Charset charset) {
            return new Proxy(Kind.CHARSET, charset.name()); // Implementations are in packages of all names.
        } else if (object instanceof PrintStream && object == System.out) {
            return new Proxy(Kind.OUT);
        } else if (object instanceof PrintStream && object == System.err) {
            return new Proxy(Kind.ERR);
        } else if (object == System.in) {
            return new Proxy(Kind.IN);
        } else if (object == Runtime.getRuntime()) {
            return new Proxy(Kind.RUNTIME);
        }
        var type = object.getClass(); // Not a subclass: these aren't final.
        if (type == Object.class) {
            return new Proxy(Kind.OBJECT);
        } else if (type == IntSummaryStatistics.class) {
            var s = (IntSummaryStatistics) object;
            return new Proxy(Kind.INT_STATISTICS, s.getCount(), s.getMin(), s.getMax(), s.getSum());
        } else if (type == LongSummaryStatistics.class) {
            var s = (LongSummaryStatistics) object;
            return new Proxy(Kind.LONG_STATISTICS, s.getCount(), s.getMin(), s.getMax(), s.getSum());
        } else if (type == DoubleSummaryStatistics.class) {
            var s = (DoubleSummaryStatistics) object;
            return new Proxy(Kind.DOUBLE_STATISTICS, s.getCount(), s.getMin(), s.getMax(), s.getSum());
        }
        return null;
    }

    /** Only of a buffer on the heap: a direct one may be shared memory, which a copy would not be. */
    private static Proxy proxy(ByteBuffer buffer) {
        var content = new byte[buffer.capacity()];
        buffer.duplicate().clear().get(content);
        return new Proxy(
                Kind.BUFFER,
                content,
                buffer.position(),
                buffer.limit(),
                buffer.order() == ByteOrder.BIG_ENDIAN,
                buffer.isReadOnly());
    }

    private static ByteBuffer buffer(byte[] content, int position, int limit, boolean bigEndian, boolean readOnly) {
        var buffer = ByteBuffer.wrap(content);
        return (readOnly ? buffer.asReadOnlyBuffer() : buffer)
                .order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
                .limit(limit)
                .position(position);
    }

    private enum Kind {
        BUFFER,
        CHARSET,
        DOUBLE,
        DOUBLE_STATISTICS,
        ERR,
        IN,
        INT,
        INT_STATISTICS,
        LOGGER,
        LONG,
        LONG_STATISTICS,
        OBJECT,
        OPTIONAL,
        OUT,
        PATH,
        RUNTIME
    }

    /**
     * The serialized form of an object.
     *
     * @param parts from which it is created again; none for an empty optional or what every process has
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Proxy(Kind kind, Object... parts) implements Serializable {

        /** Forged parts lead to a RuntimeException, which {@link CapsuleReader} expects. */
        private Object readResolve() {
            var isEmpty = parts.length == 0;
            return switch (kind) {
                case OBJECT -> new Object();
                case OUT -> System.out;
                case ERR -> System.err;
                case IN -> System.in;
                case RUNTIME -> Runtime.getRuntime();
                case OPTIONAL -> isEmpty ? Optional.empty() : Optional.of(parts[0]);
                case INT -> isEmpty ? OptionalInt.empty() : OptionalInt.of((int) parts[0]);
                case LONG -> isEmpty ? OptionalLong.empty() : OptionalLong.of((long) parts[0]);
                case DOUBLE -> isEmpty ? OptionalDouble.empty() : OptionalDouble.of((double) parts[0]);
                case INT_STATISTICS ->
                    new IntSummaryStatistics((long) parts[0], (int) parts[1], (int) parts[2], (long) parts[3]);
                case LONG_STATISTICS ->
                    new LongSummaryStatistics((long) parts[0], (long) parts[1], (long) parts[2], (long) parts[3]);
                case DOUBLE_STATISTICS ->
                    new DoubleSummaryStatistics(
                            (long) parts[0], (double) parts[1], (double) parts[2], (double) parts[3]);
                case PATH -> Path.of((String) parts[0]);
                case CHARSET -> Charset.forName((String) parts[0]);
                case LOGGER -> Logger.getLogger((String) parts[0]);
                case BUFFER ->
                    buffer((byte[]) parts[0], (int) parts[1], (int) parts[2], (boolean) parts[3], (boolean) parts[4]);
            };
        }
    }
}
