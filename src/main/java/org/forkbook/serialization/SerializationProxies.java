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
import java.util.List;
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
        if (type == Object.class) {
            return new Plain();
        }
        var simple = replaceFinal(object);
        if (simple != null) {
            return simple;
        }
        if (object instanceof Charset charset) {
            return new CharsetName(charset.name()); // The JDK's implementations are in packages of all names.
        }
        if (!type.getName().startsWith("java.") && !type.getName().startsWith("sun.nio.fs.")) {
            return object; // A class of the user's, whose content is unknown here.
        }
        if (object instanceof Path path) {
            return new PathName(path.toString());
        } else if (object instanceof ByteBuffer buffer && !buffer.isDirect()) {
            return Bytes.of(buffer);
        } else if (object instanceof Logger logger && logger.getName() != null) {
            return new LoggerName(logger.getName());
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

    private static @Nullable Object replaceFinal(Object object) {
        if (object instanceof Optional<?> optional) {
            return new Maybe(optional.orElse(null));
        } else if (object instanceof OptionalInt optional) {
            return new MaybeInt(optional.isPresent(), optional.orElse(0));
        } else if (object instanceof OptionalLong optional) {
            return new MaybeLong(optional.isPresent(), optional.orElse(0));
        } else if (object instanceof OptionalDouble optional) {
            return new MaybeDouble(optional.isPresent(), optional.orElse(0));
        } else if (object instanceof IntSummaryStatistics s && s.getClass() == IntSummaryStatistics.class) {
            return new Statistics('I', s.getCount(), List.of(s.getMin(), s.getMax(), s.getSum()));
        } else if (object instanceof LongSummaryStatistics s && s.getClass() == LongSummaryStatistics.class) {
            return new Statistics('J', s.getCount(), List.of(s.getMin(), s.getMax(), s.getSum()));
        } else if (object instanceof DoubleSummaryStatistics s && s.getClass() == DoubleSummaryStatistics.class) {
            return new Statistics('D', s.getCount(), List.of(s.getMin(), s.getMax(), s.getSum()));
        } else if (object instanceof PrintStream && object == System.out) {
            return Standard.OUT;
        } else if (object instanceof PrintStream && object == System.err) {
            return Standard.ERR;
        } else if (object == System.in) {
            return Standard.IN;
        } else if (object == Runtime.getRuntime()) {
            return Standard.RUNTIME;
        }
        return null;
    }

    /** The proxy of a plain {@code Object}, such as one to lock on. */
    private static final class Plain implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return new Object();
        }
    }

    private enum Standard {
        OUT,
        ERR,
        IN,
        RUNTIME
    }

    /** The name of a standard object that the receiver replaces by its own; null for any other object. */
    static @Nullable Object standard(Object read) {
        if (!(read instanceof Standard standard)) {
            return null;
        }
        return switch (standard) {
            case OUT -> System.out;
            case ERR -> System.err;
            case IN -> System.in;
            case RUNTIME -> Runtime.getRuntime();
        };
    }

    private record Maybe(@Nullable Object value) implements Serializable {
        private Object readResolve() {
            return Optional.ofNullable(value);
        }
    }

    private record MaybeInt(boolean present, int value) implements Serializable {
        private Object readResolve() {
            return present ? OptionalInt.of(value) : OptionalInt.empty();
        }
    }

    private record MaybeLong(boolean present, long value) implements Serializable {
        private Object readResolve() {
            return present ? OptionalLong.of(value) : OptionalLong.empty();
        }
    }

    private record MaybeDouble(boolean present, double value) implements Serializable {
        private Object readResolve() {
            return present ? OptionalDouble.of(value) : OptionalDouble.empty();
        }
    }

    private record Statistics(char kind, long count, List<Number> minMaxSum) implements Serializable {
        private Object readResolve() {
            var min = minMaxSum.get(0);
            var max = minMaxSum.get(1);
            var sum = minMaxSum.get(2);
            return switch (kind) {
                case 'I' -> new IntSummaryStatistics(count, min.intValue(), max.intValue(), sum.longValue());
                case 'J' -> new LongSummaryStatistics(count, min.longValue(), max.longValue(), sum.longValue());
                default -> new DoubleSummaryStatistics(count, min.doubleValue(), max.doubleValue(), sum.doubleValue());
            };
        }
    }

    private record PathName(String path) implements Serializable {
        private Object readResolve() {
            return Path.of(path);
        }
    }

    /**
     * The proxy of a buffer on the heap, with all of its content; a direct buffer may be shared memory, which a copy
     * would not be.
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Bytes(byte[] content, int position, int limit, boolean bigEndian, boolean readOnly)
            implements Serializable {

        static Bytes of(ByteBuffer buffer) {
            var content = new byte[buffer.capacity()];
            buffer.duplicate().clear().get(content);
            return new Bytes(
                    content,
                    buffer.position(),
                    buffer.limit(),
                    buffer.order() == ByteOrder.BIG_ENDIAN,
                    buffer.isReadOnly());
        }

        private Object readResolve() {
            var buffer = ByteBuffer.wrap(content);
            return (readOnly ? buffer.asReadOnlyBuffer() : buffer)
                    .order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
                    .limit(limit)
                    .position(position);
        }
    }

    private record CharsetName(String name) implements Serializable {
        private Object readResolve() {
            return Charset.forName(name);
        }
    }

    private record LoggerName(String name) implements Serializable {
        private Object readResolve() {
            return Logger.getLogger(name);
        }
    }
}
