package io.conclave.http.book;

import io.conclave.domain.market.Instrument;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How many decimals a book writes: those of the instrument's tick and lot. The checksum depends on it, for trailing
 * zeros count there.
 *
 * @param price decimals of a price, 0 to 8
 * @param quantity decimals of a quantity, 0 to 8
 */
public record Scale(int price, int quantity) {
    public Scale {
        if (price < 0 || price > 8 || quantity < 0 || quantity > 8) {
            throw new IllegalArgumentException("A scale has 0 to 8 decimals, not " + price + " and " + quantity);
        }
    }

    public static Scale of(Instrument instrument) {
        return new Scale(
                decimals(instrument.tick().e8()), decimals(instrument.lot().e8()));
    }

    /**
     * Writes a price with all its decimals, {@code 1121.50}.
     *
     * @throws ArithmeticException if the price is finer than the tick: a book must not hide digits
     */
    public String write(Price value) {
        return write(value.e8(), price);
    }

    /** Writes a quantity with all its decimals; zero is {@code 0}, for it removes a level. */
    public String write(Quantity value) {
        return value.isZero() ? "0" : write(value.e8(), quantity);
    }

    private static String write(long e8, int decimals) {
        return BigDecimal.valueOf(e8, 8)
                .setScale(decimals, RoundingMode.UNNECESSARY)
                .toPlainString();
    }

    private static int decimals(long stepE8) {
        return Math.max(0, BigDecimal.valueOf(stepE8, 8).stripTrailingZeros().scale());
    }
}
