package io.github.spencerpark.jupyter.kernel.magic.registry;

/** Exception for arguments that a magic does not accept. */
public class MagicArgsParseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with a message. */
    public MagicArgsParseException(String message) {
        super(message);
    }
}
