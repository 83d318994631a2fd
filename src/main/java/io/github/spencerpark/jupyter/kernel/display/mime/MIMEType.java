package io.github.spencerpark.jupyter.kernel.display.mime;

import java.util.Objects;

/** MIME type, such as {@code text/html}. */
public class MIMEType {

    public static final MIMEType ANY = parse("*");
    public static final MIMEType APPLICATION_XML = parse("application/xml");
    public static final MIMEType APPLICATION_JSON = parse("application/json");
    public static final MIMEType APPLICATION_JAVASCRIPT = parse("application/javascript");
    public static final MIMEType APPLICATION_PDF = parse("application/pdf");
    public static final MIMEType TEXT_HTML = parse("text/html");
    public static final MIMEType TEXT_MARKDOWN = parse("text/markdown");
    public static final MIMEType TEXT_LATEX = parse("text/latex");
    public static final MIMEType TEXT_PLAIN = parse("text/plain");
    public static final MIMEType TEXT_CSS = parse("text/css");
    public static final MIMEType IMAGE_PNG = parse("image/png");
    public static final MIMEType IMAGE_JPEG = parse("image/jpeg");
    public static final MIMEType IMAGE_GIF = parse("image/gif");
    public static final MIMEType IMAGE_SVG = parse("image/svg+xml");

    private final String text;

    /** Creates a type from its text. */
    protected MIMEType(String text) {
        this.text = text;
    }

    /** Parses a type, such as {@code image/png}. */
    public static MIMEType parse(String text) {
        return new MIMEType(text.strip());
    }

    /** The part before the slash. */
    public String getGroup() {
        int slash = text.indexOf('/');
        return slash < 0 ? text : text.substring(0, slash);
    }

    /** Whether this type, as a request, includes another: {@code *} and {@code image/*} are wildcards. */
    public final boolean includes(MIMEType other) {
        return text.equals("*")
                || text.equals(other.text)
                || (text.endsWith("/*") && getGroup().equals(other.getGroup()));
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof MIMEType that && text.equals(that.text);
    }

    @Override
    public final int hashCode() {
        return Objects.hash(text);
    }

    @Override
    public final String toString() {
        return text;
    }
}
