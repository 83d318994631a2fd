package org.forkbook.maven;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/**
 * Maven repository on the network or in the file system.
 *
 * @param id its id, as in {@code settings.xml}
 * @param url its address
 */
public record Repository(String id, String url) {

    private static final Pattern PLAIN_HTTP = Pattern.compile("(?i)http:.*");
    private static final Pattern THIS_MACHINE =
            Pattern.compile("(?i)http://([^@/]*@)?(localhost|127(\\.\\d+){3}|\\[::1])(:\\d+)?(/.*)?");

    /** Whether files from there can be tampered with in transit. */
    static boolean isUnsafe(String url) {
        return PLAIN_HTTP.matcher(url).matches() && !THIS_MACHINE.matcher(url).matches();
    }

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
            throw new IllegalArgumentException("This is not a repository's address: " + e.getMessage(), e);
        }
    }
}
