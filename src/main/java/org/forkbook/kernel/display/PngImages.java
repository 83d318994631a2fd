package org.forkbook.kernel.display;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/**
 * PNG encoder for images in memory. AWT is loaded only for an actual image: values are first recognized by class name.
 */
final class PngImages {

    private PngImages() {}

    /** Whether a value is an AWT image, told without loading AWT. */
    static boolean isOne(Object value) {
        for (Class<?> type = value.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().startsWith("java.awt.image.") || type.getName().equals("java.awt.Image")) {
                return Awt.isImage(value);
            }
        }
        return false;
    }

    static byte[] png(Object value) {
        return Awt.png(value);
    }

    /** The code that needs AWT. */
    private static final class Awt {

        static boolean isImage(Object value) {
            return value instanceof RenderedImage || value instanceof java.awt.Image;
        }

        static byte[] png(Object value) {
            var image = value instanceof RenderedImage rendered ? rendered : drawn((java.awt.Image) value);
            ImageIO.setUseCache(false);
            var file = new ByteArrayOutputStream();
            try {
                if (!ImageIO.write(image, "png", file)) {
                    throw new IllegalArgumentException(
                            "this image has no PNG form: " + image.getClass().getName());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return file.toByteArray();
        }

        private static BufferedImage drawn(java.awt.Image image) {
            var canvas = new BufferedImage(
                    Math.max(1, image.getWidth(null)), Math.max(1, image.getHeight(null)), BufferedImage.TYPE_INT_ARGB);
            Graphics2D graphics = canvas.createGraphics();
            try {
                graphics.drawImage(image, 0, 0, null);
            } finally {
                graphics.dispose();
            }
            return canvas;
        }
    }
}
