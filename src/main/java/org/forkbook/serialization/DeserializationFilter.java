package org.forkbook.serialization;

import java.io.ObjectInputFilter;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A deserialization filter (JEP 290) for streams from a less trusted process: a parent's filter for its workers.
 *
 * <p>Classes are only ever found by this process's own loaders, and bytes that came with an object are never defined
 * as a class. Among the classes of those loaders, the filter rejects those that are known to run code of the sender's
 * choice when they are deserialized:
 *
 * <ul>
 * <li>of the JDK, all but values and exceptions: no remote objects, no management beans, no user interface;
 * <li>of libraries, the packages that contain known gadget classes;
 * <li>Forkbook's own copies of libraries.
 * </ul>
 *
 * <p>A collection or an array may not be larger than the received bytes could fill. The remaining risk: the program's
 * own classes, and those of its libraries, are deserialized as usual, with field values that the worker chose.
 */
final class DeserializationFilter implements ObjectInputFilter {

    /** The JDK's value classes. */
    private static final List<String> VALUES = List.of(
            "java.lang.",
            "java.util.",
            "java.time.",
            "java.math.",
            "java.io.",
            "java.net.",
            "java.nio.",
            "java.text.",
            "java.sql.",
            "java.security.",
            "java.awt.geom.");

    private static final Set<String> MORE_VALUES = Set.of(
            "java.awt.Color",
            "java.awt.Dimension",
            "java.awt.Font",
            "java.awt.Insets",
            "java.awt.Point",
            "java.awt.Rectangle",
            "java.beans.PropertyChangeSupport",
            "sun.util.calendar.ZoneInfo",
            "javax.xml.namespace.QName");

    /** A JDK class among these whose content is another stream, which would not be filtered. */
    private static final Set<String> STREAMS_WITHIN = Set.of("java.security.SignedObject");

    /** Names of the JDK's exceptions; those that have side effects when they are read are excluded separately. */
    private static final Pattern EXCEPTION = Pattern.compile(".*(Exception|Error)(\\$\\w+)?");

    private static final List<String> NO_EXCEPTIONS = List.of("javax.management.", "java.rmi.server.", "javax.naming.");

    /**
     * Packages of libraries with gadget classes, which do what a stream says: call any method, load any class, look
     * up any name.
     */
    private static final List<String> GADGET_PACKAGES = List.of(
            "org.forkbook.shaded.",
            "bsh.",
            "clojure.",
            "com.mchange.v2.c3p0.",
            "com.sun.syndication.",
            "com.rometools.rome.",
            "com.zaxxer.hikari.",
            "net.sf.json.",
            "org.apache.batik.",
            "org.apache.click.",
            "org.apache.commons.beanutils.",
            "org.apache.commons.collections.functors.",
            "org.apache.commons.collections.keyvalue.TiedMapEntry",
            "org.apache.commons.collections.map.LazyMap",
            "org.apache.commons.collections4.comparators.TransformingComparator",
            "org.apache.commons.collections4.functors.",
            "org.apache.commons.fileupload.",
            "org.apache.commons.jelly.",
            "org.apache.myfaces.",
            "org.apache.wicket.",
            "org.apache.xalan.",
            "org.aspectj.weaver.",
            "org.codehaus.groovy.runtime.",
            "org.hibernate.",
            "org.jboss.weld.interceptor.",
            "org.mozilla.javascript.",
            "org.python.",
            "org.springframework.aop.",
            "org.springframework.beans.factory.",
            "org.springframework.core.SerializableTypeWrapper",
            "scala.sys.process.");

    /** A collection's table may be a few times as large as its content; each element takes at least a byte. */
    private static final long SLOTS_PER_BYTE = 16;

    private static final long SLOTS_IN_ANY_CASE = 4096;

    private long slots;
    private @Nullable Class<?> lastPermitted;

    /** A filter for a stream of this length. */
    DeserializationFilter(long bytes) {
        slots = SLOTS_IN_ANY_CASE + SLOTS_PER_BYTE * bytes;
    }

    /** Whether a class may be looked up, given its name as in {@link Class#getName()}. */
    static boolean permits(String className) {
        var name = className.startsWith("[")
                ? className.substring(className.lastIndexOf('[') + 1).replaceFirst("^L", "")
                : className;
        if (VALUES.stream().anyMatch(name::startsWith)) {
            return !STREAMS_WITHIN.contains(name);
        }
        if (MORE_VALUES.contains(name.endsWith(";") ? name.substring(0, name.length() - 1) : name)) {
            return true;
        }
        if (GADGET_PACKAGES.stream().anyMatch(name::startsWith)) {
            return false;
        }
        return !JdkPackages.has(name)
                || (EXCEPTION.matcher(name).matches() && NO_EXCEPTIONS.stream().noneMatch(name::startsWith));
    }

    @Override
    public Status checkInput(FilterInfo info) {
        if (info.arrayLength() > 0) {
            slots -= info.arrayLength();
            return slots < 0 ? Status.REJECTED : Status.UNDECIDED;
        }
        var type = info.serialClass();
        if (type == null || type == lastPermitted || type.isPrimitive() || type.isArray()) {
            return Status.UNDECIDED;
        }
        if (!permits(type.getName())) {
            return Status.REJECTED;
        }
        lastPermitted = type;
        return Status.UNDECIDED;
    }
}
