package org.forkbook.worker.agent;

import java.io.IOException;
import java.io.ObjectStreamClass;
import java.lang.invoke.SerializedLambda;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.forkbook.serialization.Capsule;
import org.forkbook.serialization.CapsuleReader;

/**
 * Warm-up work for an idle worker; runs in the worker. It opens an empty capsule, so that the code that opens
 * capsules is loaded before the first task arrives.
 */
final class IdleWarmUp {
    /** An object stream: null, then no variables that are read, and none that are assigned. */
    private static final String NOTHING = "aced0005" + "70" + "7708" + "00000000" + "00000000";

    private IdleWarmUp() {}

    static void hold(CapsuleReader reader) {
        try {
            var body = ByteBuffer.wrap(HexFormat.of().parseHex(NOTHING));
            reader.open(new Capsule(List.of(), List.of(), body, List.of())).enter();
            ObjectStreamClass.lookup(SerializedLambda.class);
        } catch (IOException | ClassNotFoundException e) {
            // The first task will report what is wrong: a filter for object streams that accepts nothing, for
            // example.
        }
    }
}
