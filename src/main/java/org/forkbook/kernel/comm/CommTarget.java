package org.forkbook.kernel.comm;

import com.google.gson.JsonObject;

/** Kernel's handler of one kind of comm: it is called when a frontend opens one. */
@FunctionalInterface
public interface CommTarget {

    /**
     * Called when a frontend has opened a comm to this target. Typically sets the comm's receivers.
     *
     * @param comm the kernel's end
     * @param data what the frontend sent along
     */
    void opened(Comm comm, JsonObject data);
}
