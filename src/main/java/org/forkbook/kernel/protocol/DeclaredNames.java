package org.forkbook.kernel.protocol;

import com.google.gson.JsonObject;
import java.util.Collection;

/** Messages about the names that a notebook declares: the grader's request, which is not part of Jupyter's protocol. */
public final class DeclaredNames {

    /** The type of the request. */
    public static final String REQUEST = "forkbook_names_request";

    private DeclaredNames() {}

    /** The reply to the request. */
    public static JsonObject reply(Collection<String> names) {
        return Status.ok("names", names);
    }
}
