package io.conclave.venues.marketdata;

import io.conclave.domain.market.BookLevel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The checksum that Kraken puts on a book: CRC32 over the best ten asks, then the best ten bids, each as the digits of its price
 * and of its quantity, without point and leading zeros.
 *
 * <p>Digits behind the point count, so it needs to know how many the venue writes: 45285.2 is {@code 452852} with one.
 *
 * @param priceDecimals how many of a price the venue writes, 0 to 8
 * @param quantityDecimals how many of a quantity the venue writes, 0 to 8
 */
public record BookChecksum(int priceDecimals, int quantityDecimals) {
    /** Levels of each side that count. */
    public static final int LEVELS = 10;

    public BookChecksum {
        requireScale(priceDecimals);
        requireScale(quantityDecimals);
    }

    /** Of this book, 0 to 2³² - 1; of a level that does not {@link #fit} only the whole steps count. */
    public long of(BookView book) {
        var depth = book.depth(LEVELS);
        var digits = new StringBuilder(2 * LEVELS * 20);
        write(digits, depth.asks());
        write(digits, depth.bids());
        var crc = new CRC32();
        crc.update(digits.toString().getBytes(StandardCharsets.US_ASCII));
        return crc.getValue();
    }

    /** Whether price and quantity of a level have no more decimals than were said. */
    public boolean fit(long priceE8, long quantityE8) {
        return priceE8 % step(priceDecimals) == 0 && quantityE8 % step(quantityDecimals) == 0;
    }

    private void write(StringBuilder digits, List<BookLevel> levels) {
        for (var level : levels) {
            digits.append(level.price().e8() / step(priceDecimals));
            digits.append(level.quantity().e8() / step(quantityDecimals));
        }
    }

    /** The smallest step with so many decimals, in 1e-8. */
    private static long step(int decimals) {
        long step = 1;
        for (int i = decimals; i < 8; i++) {
            step *= 10;
        }
        return step;
    }

    private static void requireScale(int decimals) {
        if (decimals < 0 || decimals > 8) {
            throw new IllegalArgumentException("Decimals must be 0 to 8, not " + decimals);
        }
    }
}
