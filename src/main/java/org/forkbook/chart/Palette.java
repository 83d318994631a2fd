package org.forkbook.chart;

/**
 * The colours of pictures, out of Okabe and Ito's palette: told apart with any colour vision, and each with a contrast of
 * at least 3 to 1 on white as well as on JupyterLab's dark ground.
 */
public enum Palette {
    /** What is meant to be: work, processes. */
    BLUE("#0072B2"),
    /** What went wrong. */
    VERMILLION("#D55E00"),
    /** A second kind of good: threads. */
    GREEN("#009E73"),
    /** A third kind. */
    PURPLE("#CC79A7"),
    /** What is there for comparison. */
    GREY("#7F7F7F"),
    /** The page's own text colour, where a picture can have it. */
    TEXT("currentColor");

    private final String css;

    Palette(String css) {
        this.css = css;
    }

    /** As CSS and SVG write it. */
    public String css() {
        return css;
    }
}
