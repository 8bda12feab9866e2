package io.conclave.http.book;

import io.conclave.domain.market.BookLevel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The CRC32 that Kraken defines for its book: the best ten asks, then the best ten bids, price and quantity of each
 * written without the point and without leading zeros, all in one string.
 */
final class BookChecksum {
    private static final int LEVELS = 10;

    private BookChecksum() {}

    static long of(Book book) {
        var text = new StringBuilder(20 * 24);
        append(text, book.asks(), book.scale());
        append(text, book.bids(), book.scale());
        var crc = new CRC32();
        crc.update(text.toString().getBytes(StandardCharsets.US_ASCII));
        return crc.getValue();
    }

    private static void append(StringBuilder text, List<BookLevel> levels, Scale scale) {
        for (BookLevel level : levels.subList(0, Math.min(LEVELS, levels.size()))) {
            appendDigits(text, scale.write(level.price()));
            appendDigits(text, scale.write(level.quantity()));
        }
    }

    private static void appendDigits(StringBuilder text, String number) {
        boolean leading = true;
        for (int i = 0; i < number.length(); i++) {
            char digit = number.charAt(i);
            leading = leading && (digit == '0' || digit == '.');
            if (!leading && digit != '.') {
                text.append(digit);
            }
        }
    }
}
