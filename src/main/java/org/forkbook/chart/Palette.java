package org.forkbook.chart;

/**
 * Colours of charts, from Okabe and Ito's palette: distinguishable with any colour vision, and each with a contrast of
 * at least 3 to 1 on white as well as on JupyterLab's dark background.
 */
public enum Palette {
    /** The main colour: work, processes. */
    BLUE("#0072B2"),
    /** Failures. */
    VERMILLION("#D55E00"),
    /** A second colour: threads. */
    GREEN("#009E73"),
    /** A third colour. */
    PURPLE("#CC79A7"),
    /** Reference values. */
    GREY("#7F7F7F"),
    /** The page's own text colour, where a drawing can use it. */
    TEXT("currentColor");

    private final String css;

    Palette(String css) {
        this.css = css;
    }

    /** The colour in CSS and SVG. */
    public String css() {
        return css;
    }
}
