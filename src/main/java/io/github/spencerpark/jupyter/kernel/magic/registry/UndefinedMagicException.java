package io.github.spencerpark.jupyter.kernel.magic.registry;

/** There is no magic of this name. */
public class UndefinedMagicException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Of a name and a form. */
    public UndefinedMagicException(String name, boolean isLine) {
        super("There is no magic " + (isLine ? "%" : "%%") + name + ". %lsmagic lists all.");
    }
}
