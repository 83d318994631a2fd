package org.forkbook.cluster.node;

/** The codec of bytes as hexadecimal digits; Java 8 has none. */
public final class Hex {

    private Hex() {}

    /** The digits. */
    public static String text(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        return text.toString();
    }

    /**
     * The bytes.
     *
     * @throws IllegalArgumentException if the text is anything else than digits
     */
    public static byte[] bytes(String text) {
        byte[] bytes = new byte[text.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(text.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }
}
