package org.forkbook.kernel.protocol;

import com.google.gson.JsonObject;
import java.util.List;

/** Messages about subshells (JEP 91): the requests that create, delete and list them. */
public final class Subshell {

    /** The type of the request for a new one. */
    public static final String CREATE_REQUEST = "create_subshell_request";

    /** The type of the request that ends one. */
    public static final String DELETE_REQUEST = "delete_subshell_request";

    /** The type of the request for the ids of all. */
    public static final String LIST_REQUEST = "list_subshell_request";

    private static final String ID = "subshell_id";

    private Subshell() {}

    /** The id in a request to delete one. */
    public static String id(JsonObject content) {
        return Json.string(content, ID, "");
    }

    /** The reply to the request that created one. */
    public static JsonObject created(String id) {
        return Status.ok(ID, id);
    }

    /** The reply to the request for all. */
    public static JsonObject listed(List<String> ids) {
        return Status.ok(ID, ids);
    }

    /** The reply to a request for an unknown one. */
    public static JsonObject unknown(String id) {
        return Status.error("SubshellNotFound", "There is no subshell with the id \"" + id + "\".", List.of());
    }
}
