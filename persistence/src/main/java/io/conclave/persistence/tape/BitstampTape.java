package io.conclave.persistence.tape;

import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.persistence.tape.BadInput.Fault;
import java.io.InputStream;
import java.time.Duration;

/**
 * The demo's market: 100,000 trades of bitcoin on Bitstamp, 25 November to 1 December 2013, a bubble and its first
 * crack.
 *
 * <p>The file comes with {@code org.ta4j:ta4j-examples} (MIT) on the class path; docs/adr/0009-the-demo-tape.md says
 * what is in it.
 */
public final class BitstampTape {
    /** Cents and satoshis; the venue took no order below five dollars. */
    public static final Instrument BTC_USD =
            new Instrument(new Symbol("BTC-USD"), Price.of("0.01"), Quantity.of("0.00000001"), Money.of("5"), "USD");

    private static final String RESOURCE = "bitstamp_trades_from_20131125_usd.csv";

    private BitstampTape() {}

    /** Reads it, with bars of this length. */
    public static Recording read(Duration interval) {
        return TapeReader.of(BTC_USD).withInterval(interval).read(new OnClassPath());
    }

    private static final class OnClassPath implements Source {
        @Override
        public String name() {
            return RESOURCE;
        }

        @Override
        public InputStream bytes() {
            InputStream bytes = BitstampTape.class.getResourceAsStream("/" + RESOURCE);
            if (bytes == null) {
                throw new BadInput(
                        Fault.UNREADABLE,
                        RESOURCE,
                        0,
                        "is not on the class path; it comes with org.ta4j:ta4j-examples");
            }
            return bytes;
        }
    }
}
