package org.forkbook.kernel.display;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import org.forkbook.usercode.UserCode;
import org.jspecify.annotations.Nullable;

/**
 * Renderer of values that render themselves: by public methods {@code toHtml()}, {@code toMarkdown()}, {@code
 * toLatex()} or {@code toSvg()} without parameters that return a string.
 */
final class ToHtmlRenderers {

    private static final Map<String, String> MIME_OF = Map.of(
            "toHtml", "text/html",
            "toHTML", "text/html",
            "toMarkdown", "text/markdown",
            "toLatex", "text/latex",
            "toLaTeX", "text/latex",
            "toSvg", "image/svg+xml",
            "toSVG", "image/svg+xml");

    /** Most classes have none: asking once is enough. */
    private static final ClassValue<Map<String, Method>> METHODS = new ClassValue<>() {
        @Override
        protected Map<String, Method> computeValue(Class<?> type) {
            var found = new LinkedHashMap<String, Method>();
            for (var method : type.getMethods()) {
                var mime = MIME_OF.get(method.getName());
                if (mime != null
                        && method.getParameterCount() == 0
                        && !Modifier.isStatic(method.getModifiers())
                        && CharSequence.class.isAssignableFrom(method.getReturnType())
                        && method.trySetAccessible()) {
                    found.putIfAbsent(mime, method);
                }
            }
            return found;
        }
    };

    private ToHtmlRenderers() {}

    /** MIME type to content; empty when the value has none of the methods. */
    static Map<String, String> of(Object value) {
        if (value.getClass().getName().startsWith("java.")) {
            return Map.of();
        }
        var looks = new LinkedHashMap<String, String>();
        METHODS.get(value.getClass()).forEach((mime, method) -> {
            var text = call(method, value);
            if (text != null) {
                looks.put(mime, text);
            }
        });
        return looks;
    }

    private static @Nullable String call(Method method, Object value) {
        try {
            var text = method.invoke(value);
            return text == null ? null : UserCode.text(text);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(
                    method.getName() + "() of " + value.getClass().getSimpleName() + " failed", e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError("it was made accessible", e);
        }
    }
}
