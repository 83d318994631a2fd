package org.forkbook.kernel.display;

/**
 * ANSI colours of tracebacks, from the basic eight, which every theme keeps readable on its own background. None of
 * them is bold: JupyterLab makes bold colours darker, and a dark theme's red then can't be read on what it puts behind
 * errors.
 */
public enum Ansi {
    RED("31"),
    GREEN("32"),
    CYAN("36"),
    BOLD("1");

    private final String code;

    Ansi(String code) {
        this.code = code;
    }

    public String paint(String text) {
        return "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
