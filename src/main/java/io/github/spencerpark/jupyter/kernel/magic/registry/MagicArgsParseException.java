package io.github.spencerpark.jupyter.kernel.magic.registry;

/** The words behind a magic's name are not what it takes. */
public class MagicArgsParseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what is wrong. */
    public MagicArgsParseException(String message) {
        super(message);
    }
}
