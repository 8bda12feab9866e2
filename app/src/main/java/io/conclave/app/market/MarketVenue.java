package io.conclave.app.market;

import com.typesafe.config.Config;
import io.conclave.domain.market.Symbol;
import io.conclave.venues.binance.BinanceDialect;
import io.conclave.venues.binance.Market;
import io.conclave.venues.coinbase.CoinbaseDialect;
import io.conclave.venues.connection.Dialect;
import io.conclave.venues.kraken.KrakenDialect;
import io.conclave.venues.marketdata.Listing;
import java.net.URI;
import java.util.Locale;

/** A venue that can be listened to. */
public enum MarketVenue {
    BINANCE,
    BINANCE_FUTURES,
    COINBASE,
    KRAKEN;

    /**
     * How it is spoken to; one for all connections, since its limits are counted over them.
     *
     * @param settings {@code conclave.market}
     */
    public Dialect dialect(Config settings) {
        var own = settings.getConfig(key());
        var stream = URI.create(own.getString("stream"));
        return switch (this) {
            case BINANCE -> BinanceDialect.at(Market.SPOT, stream, URI.create(own.getString("depth")));
            case BINANCE_FUTURES -> BinanceDialect.at(Market.USD_MARGINED, stream, URI.create(own.getString("depth")));
            case COINBASE -> CoinbaseDialect.at(stream);
            case KRAKEN -> KrakenDialect.at(stream);
        };
    }

    /** As settings and ids of trades name it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
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
