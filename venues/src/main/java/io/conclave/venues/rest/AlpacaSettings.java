package io.conclave.venues.rest;

import io.conclave.venues.marketdata.Listing;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An account at Alpaca, or at a broker that does as it does.
 *
 * @param base {@link #PAPER} unless real money is meant
 * @param key sent with every request, as is the secret; {@link #toString} tells neither
 * @param listings what may be traded, and the venue's names for it
 * @param patience how long a request may take, and how long a cancelled order may take to be so
 * @param poll how often it is asked what happened
 * @param from what traded before is no business of ours: the account was flat then
 */
public record AlpacaSettings(
        URI base,
        String key,
        String secret,
        List<Listing> listings,
        Duration patience,
        Duration poll,
        Optional<Instant> from) {
    /** Trades with play money. */
    public static final URI PAPER = URI.create("https://paper-api.alpaca.markets");

    public AlpacaSettings {
        if (key.isBlank() || secret.isBlank()) {
            throw new IllegalArgumentException("An account at " + base + " needs a key and its secret");
        }
        listings = List.copyOf(listings);
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
