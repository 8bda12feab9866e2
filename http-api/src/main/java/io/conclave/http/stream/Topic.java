package io.conclave.http.stream;

import io.conclave.domain.market.Symbol;
import java.util.Locale;
import java.util.Optional;

/**
 * What can be followed.
 *
 * @param symbol of a channel that has one for each instrument; empty for the others
 */
record Topic(Channel channel, Optional<Symbol> symbol) {
    enum Channel {
        BOOK(true),
        TRADES(true),
        DECISIONS(false),
        ORDERS(false),
        HEARTBEAT(false);

        private final boolean bySymbol;

        Channel(boolean bySymbol) {
            this.bySymbol = bySymbol;
        }

        boolean isBySymbol() {
            return bySymbol;
        }
    }

    /** As it stands in frames. */
    String channelName() {
        return channel.name().toLowerCase(Locale.ROOT);
    }

    Optional<String> symbolName() {
        return symbol.map(Symbol::name);
    }
}
