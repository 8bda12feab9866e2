package io.conclave.venues.marketdata;

import io.conclave.domain.market.Symbol;
import java.util.regex.Pattern;

/**
 * An instrument and the name one venue has for it.
 *
 * @param code as the venue writes it in its messages: {@code BTCUSDT}, {@code BTC-USD}, {@code BTC/USD}
 */
public record Listing(Symbol symbol, String code) {
    /** It stands in messages and addresses as it is. */
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9./_-]{1,40}");

    public Listing {
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException("\"" + code + "\" is no venue's name of an instrument: 1 to 40 letters,"
                    + " digits, points, slashes, dashes or underscores");
        }
    }

    /** Where the venue's name will do for us, too. */
    public static Listing of(String code) {
        return new Listing(new Symbol(code), code);
    }
}
