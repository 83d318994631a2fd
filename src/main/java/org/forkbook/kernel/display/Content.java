package org.forkbook.kernel.display;

/**
 * Text of a given MIME type: HTML, Markdown, LaTeX, SVG, JSON, JavaScript. It is shown as that type, not as plain text.
 *
 * @param mime such as {@code text/html}
 * @param text the content; base64 for images other than SVG
 */
public record Content(String mime, String text) {

    @Override
    public String toString() {
        return mime.startsWith("image/") && !mime.equals("image/svg+xml") ? "picture (" + mime + ")" : text;
    }
}
