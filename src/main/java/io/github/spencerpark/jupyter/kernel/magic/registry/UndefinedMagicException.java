package io.github.spencerpark.jupyter.kernel.magic.registry;

/** Exception for an unknown magic. */
public class UndefinedMagicException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception for a name and a form. */
    public UndefinedMagicException(String name, boolean isLine) {
        super("There is no magic " + (isLine ? "%" : "%%") + name + ". %lsmagic lists all.");
    }
}
