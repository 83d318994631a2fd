package org.forkbook.maven;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * A place on the network, or in the file system, that has libraries.
 *
 * @param id its name, by which {@code settings.xml} knows it
 * @param url where it is
 */
public record Repository(String id, String url) {

    /**
     * Checks the address.
     *
     * @throws IllegalArgumentException if it is none
     */
    public Repository {
        try {
            var uri = new URI(url);
            if (uri.getScheme() == null || uri.getScheme().length() < 2) {
                throw new IllegalArgumentException(
                        "A repository's address begins with https:// or file://, got " + url);
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("This is no repository's address: " + e.getMessage(), e);
        }
    }
}
