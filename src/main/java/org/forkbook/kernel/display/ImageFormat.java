package org.forkbook.kernel.display;

import org.jspecify.annotations.Nullable;

/** Image formats that browsers show, recognized by a file's first bytes. */
enum ImageFormat {
    PNG("image/png", "\u0089PNG\r\n\u001a\n", 0),
    JPEG("image/jpeg", "\u00ff\u00d8\u00ff", 0),
    GIF("image/gif", "GIF8", 0),
    WEBP("image/webp", "WEBP", 8),
    BMP("image/bmp", "BM", 0);

    private final String mime;
    private final String magic; // each char one byte
    private final int offset;

    ImageFormat(String mime, String magic, int offset) {
        this.mime = mime;
        this.magic = magic;
        this.offset = offset;
    }

    /** The MIME type of an image file; null when it is not an image. */
    static @Nullable String of(byte[] file) {
        for (var format : values()) {
            if (format.matches(file)) {
                return format.mime;
            }
        }
        return null;
    }

    private boolean matches(byte[] file) {
        if (file.length < Math.max(16, offset + magic.length())) {
            return false;
        }
        for (int i = 0; i < magic.length(); i++) {
            if ((file[offset + i] & 0xff) != magic.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
