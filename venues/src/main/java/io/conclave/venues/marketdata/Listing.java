package io.conclave.venues.marketdata;

import io.conclave.domain.market.Symbol;

/**
 * An instrument and the name one venue has for it.
 *
 * @param code as the venue writes it in its messages: {@code BTCUSDT}, {@code BTC-USD}, {@code BTC/USD}
 */
public record Listing(Symbol symbol, String code) {
    /** Where the venue's name will do for us, too. */
    public static Listing of(String code) {
        return new Listing(new Symbol(code), code);
    }
}
