package org.forkbook.multiprocessing.monitor;

/** The content of a Jupyter {@code display_data} message, as JSON text. */
final class DisplayMessage {

    private DisplayMessage() {}

    /** The message for a value with a text and an HTML form, under an id by which it can be replaced. */
    static String of(String plain, String html, String id) {
        return "{\"data\":{\"text/plain\":" + quoted(plain) + ",\"text/html\":" + quoted(html)
                + "},\"metadata\":{},\"transient\":{\"display_id\":" + quoted(id) + "}}";
    }

    private static String quoted(String text) {
        var json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
