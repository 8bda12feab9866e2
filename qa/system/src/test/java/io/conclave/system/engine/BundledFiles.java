package io.conclave.system.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The demo's market and news, taken off the class path, so that {@code backtest} can read them as a user's files. */
public final class BundledFiles {
    private BundledFiles() {}

    public static Path trades(Path folder) {
        return copied("/bitstamp_trades_from_20131125_usd.csv", folder.resolve("BTC-USD.csv"));
    }

    public static Path news(Path folder) {
        return copied("/io/conclave/agents/analyst/news/bitcoin-2013.csv", folder.resolve("news.csv"));
    }

    private static Path copied(String resource, Path file) {
        try (InputStream bytes = BundledFiles.class.getResourceAsStream(resource)) {
            if (bytes == null) {
                throw new AssertionError(resource + " is not on the class path");
            }
            Files.copy(bytes, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
