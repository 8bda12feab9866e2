package io.conclave.domain.market;

import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;

/**
 * The terms on which a symbol trades.
 *
 * @param tick smallest step of a price
 * @param lot smallest step of a quantity
 * @param minNotional an order worth less is not sent
 * @param currency what prices are quoted and the account is kept in, ISO 4217 or the venue's code
 */
public record Instrument(Symbol symbol, Price tick, Quantity lot, Money minNotional, String currency) {
    public Instrument {
        if (lot.signum() <= 0) {
            throw new IllegalArgumentException("The lot of " + symbol + " must be positive, not " + lot);
        }
        if (minNotional.signum() < 0) {
            throw new IllegalArgumentException("The minimum notional of " + symbol + " is negative: " + minNotional);
        }
    }
}
