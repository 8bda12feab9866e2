package io.conclave.benchmarks;

import io.conclave.nativerisk.PriceSeries;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Opens and closes of a made-up market, in cents: a random walk around 30,000.00 that moves eight hundredths of a percent a
 * bar. Made with integers alone, so that it is the same series everywhere.
 */
final class Walk {
    /** 1e-8 units in a cent. */
    static final long CENT_E8 = 1_000_000;

    private static final long START = 3_000_000;
    private static final long LOWEST = START / 10;
    /** Four steps this wide have the deviation of one bar. */
    private static final int STEP = 2_078;

    private static final int GAP = 200;

    private final long[] opens;
    private final long[] closes;

    private Walk(long[] opens, long[] closes) {
        this.opens = opens;
        this.closes = closes;
    }

    /** The first bars of a longer walk with the same seed are the shorter one. */
    static Walk of(int bars, long seed) {
        var random = new SplittableRandom(seed);
        long[] opens = new long[bars];
        long[] closes = new long[bars];
        long price = START;
        for (int bar = 0; bar < bars; bar++) {
            opens[bar] = Math.max(LOWEST, price + random.nextInt(-GAP, GAP + 1));
            long move = 0;
            for (int i = 0; i < 4; i++) {
                move += random.nextInt(-STEP, STEP + 1);
            }
            price = Math.max(LOWEST, opens[bar] + move * price / START);
            closes[bar] = price;
        }
        return new Walk(opens, closes);
    }

    int bars() {
        return closes.length;
    }

    /** Cents; bar 0 is the oldest. */
    long open(int bar) {
        return opens[bar];
    }

    long close(int bar) {
        return closes[bar];
    }

    /** For a worker: opens and closes are all that a crossover looks at. */
    PriceSeries prices() {
        return PriceSeries.ofE8(inE8(opens), inE8(closes));
    }

    private static long[] inE8(long[] cents) {
        return Arrays.stream(cents)
                .map(price -> Math.multiplyExact(price, CENT_E8))
                .toArray();
    }

    /** The opens, then the closes, int64 little-endian, 1e-8 units. */
    void write(Path file) throws IOException {
        var bytes = ByteBuffer.allocate(2 * Long.BYTES * bars()).order(ByteOrder.LITTLE_ENDIAN);
        for (long[] column : new long[][] {opens, closes}) {
            for (long price : inE8(column)) {
                bytes.putLong(price);
            }
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(bytes.array());
        }
    }
}
