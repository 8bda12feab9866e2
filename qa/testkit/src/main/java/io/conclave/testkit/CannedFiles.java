package io.conclave.testkit;

import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Trade;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Market files as users hand them in, written into a test's own folder; packed when the name ends in {@code .gz}. */
public final class CannedFiles {
    private CannedFiles() {}

    /** A file of exactly these lines. */
    public static Path lines(Path folder, String name, String... lines) {
        return write(folder.resolve(name), List.of(lines));
    }

    /** {@code timestamp,price,amount}, stamped with epoch nanoseconds. */
    public static Path trades(Path folder, String name, List<Trade> trades) {
        var lines = new ArrayList<String>();
        lines.add("timestamp,price,amount");
        trades.forEach(trade -> lines.add(trade.atNanos() + "," + trade.price() + "," + trade.amount()));
        return write(folder.resolve(name), lines);
    }

    /** {@code timestamp,open,high,low,close,volume}, stamped at the close in ISO-8601. */
    public static Path bars(Path folder, String name, List<Bar> bars) {
        var lines = new ArrayList<String>();
        lines.add("timestamp,open,high,low,close,volume");
        bars.forEach(bar -> lines.add(String.join(
                ",",
                Instant.ofEpochSecond(0, bar.closeNanos()).toString(),
                bar.open().toString(),
                bar.high().toString(),
                bar.low().toString(),
                bar.close().toString(),
                bar.volume().toString())));
        return write(folder.resolve(name), lines);
    }

    private static Path write(Path file, List<String> lines) {
        try (OutputStream out = opened(file)) {
            for (String line : lines) {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OutputStream opened(Path file) throws IOException {
        OutputStream plain = Files.newOutputStream(file);
        return file.toString().endsWith(".gz") ? new GZIPOutputStream(plain) : plain;
    }
}
