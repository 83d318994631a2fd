package org.forkbook.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks that tests back the claims of the page of features. */
class FeaturesPageTest {

    private static final Pattern CLAIM = Pattern.compile("`(\\w+(?:Test|IT))#(\\w+)`");

    @Test
    void eachTestThatThePageNamesIsThere() throws IOException {
        var sources = sources();
        var missing = new ArrayList<String>();
        var claims = CLAIM.matcher(Files.readString(Path.of("docs", "FEATURES.md")));
        int count = 0;
        while (claims.find()) {
            count++;
            var source = sources.get(claims.group(1) + ".java");
            if (source == null || !Files.readString(source).contains("void " + claims.group(2) + "(")) {
                missing.add(claims.group());
            }
        }
        assertEquals(List.of(), missing);
        assertTrue(count > 30, "the page names only " + count + " tests");
    }

    private static Map<String, Path> sources() throws IOException {
        var sources = new HashMap<String, Path>();
        try (var files = Files.walk(Path.of("src", "test", "java"))) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .forEach(file -> sources.put(String.valueOf(file.getFileName()), file));
        }
        return sources;
    }
}
