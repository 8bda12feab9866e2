package io.conclave.agents.quant;

import ai.djl.Model;
import ai.djl.ml.xgboost.XgbSymbolBlock;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the serving library has to be told: to stay off the network, in our own directory, and on one thread. */
final class ServingLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(ServingLibrary.class);
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static boolean unpacked;

    private ServingLibrary() {}

    /** Before its first use. What the operator set already stays as it is. */
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

    /**
     * Makes a model answer on the thread that asks. Left alone it wakes a thread a core for each row, and the waiting
     * costs a hundred times the work. The library keeps the setter to itself, so it is called by its name.
     */
    static void useOneThread(Model model) {
        long handle = ((XgbSymbolBlock) model.getBlock()).getHandle();
        try {
            Method setter = Class.forName("ml.dmlc.xgboost4j.java.XGBoostJNI")
                    .getDeclaredMethod("XGBoosterSetParam", long.class, String.class, String.class);
            setter.setAccessible(true);
            if (!Integer.valueOf(0).equals(setter.invoke(null, handle, "nthread", "1"))) {
                throw new IllegalStateException("XGBoost does not take nthread = 1");
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This version of XGBoost cannot be kept to one thread", e);
        }
    }

    /**
     * Removes the file it unpacked into the temporary directory to load itself from, which a killed node would leave
     * behind. Linux keeps what is loaded; elsewhere the file goes when the node ends.
     */
    static synchronized void removeUnpacked() {
        if (unpacked || !Files.exists(MAPS)) {
            return;
        }
        unpacked = true;
        String temporary = System.getProperty("java.io.tmpdir");
        try (var maps = Files.lines(MAPS)) {
            maps.filter(line -> line.contains("libxgboost4j") && line.contains(temporary))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .distinct()
                    .forEach(ServingLibrary::remove);
        } catch (IOException e) {
            LOG.debug("What is loaded cannot be read", e);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{} stays until the end", file, e);
        }
    }
}
