package io.conclave.app.market;

import io.conclave.domain.market.Symbol;
import io.conclave.venues.binance.BinanceDialect;
import io.conclave.venues.binance.Market;
import io.conclave.venues.coinbase.CoinbaseDialect;
import io.conclave.venues.connection.Dialect;
import io.conclave.venues.kraken.KrakenDialect;
import io.conclave.venues.marketdata.Listing;

/** A venue that can be listened to. */
public enum MarketVenue {
    BINANCE,
    BINANCE_FUTURES,
    COINBASE,
    KRAKEN;

    /** How it is spoken to; one for all connections, since its limits are counted over them. */
    public Dialect dialect() {
        return switch (this) {
            case BINANCE -> BinanceDialect.of(Market.SPOT);
            case BINANCE_FUTURES -> BinanceDialect.of(Market.USD_MARGINED);
            case COINBASE -> CoinbaseDialect.create();
            case KRAKEN -> KrakenDialect.create();
        };
    }

    /** Our {@code BTC-USD} as the venue writes it. */
    public Listing listing(Symbol symbol) {
        return new Listing(
                symbol,
                switch (this) {
                    case BINANCE, BINANCE_FUTURES -> symbol.name().replace("-", "");
                    case COINBASE -> symbol.name();
                    case KRAKEN -> symbol.name().replace('-', '/');
                });
    }
}
