package io.conclave.agents.quant;

import java.nio.file.Path;

/** Tells the serving library, before its first use, to stay off the network and within our own directory. */
final class ServingLibrary {
    private ServingLibrary() {}

    /** What the operator set already stays as it is. */
    static void settle(Path directory) {
        setIfUnset("ai.djl.offline", "true");
        setIfUnset("OPT_OUT_TRACKING", "true");
        setIfUnset("DJL_CACHE_DIR", directory.resolve("djl").toString());
        // Arrays that are no tree's business would make it look for another engine.
        setIfUnset("ai.djl.xgboost.disable_alternative", "true");
    }

    private static void setIfUnset(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }
}
