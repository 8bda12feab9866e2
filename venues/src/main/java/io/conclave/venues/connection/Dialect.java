package io.conclave.venues.connection;

import io.conclave.venues.marketdata.BookSync;
import io.conclave.venues.marketdata.Listing;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** How one venue wants to be spoken to. One instance a venue, shared by all connections to it, for its limits are counted over them. */
public interface Dialect {
    /** Where its stream is. */
    URI stream();

    /** The rule for an instrument's book. */
    BookSync rule(Listing listing);

    /** What asks for book and trades, after connecting and after {@link #unsubscribe}. */
    List<String> subscribe(Listing listing);

    List<String> unsubscribe(Listing listing);

    /** Where the snapshot is, for those that give it by REST. */
    Optional<URI> snapshot(Listing listing);

    /** What the venue says if this message denies what was asked for. */
    Optional<String> refusal(String message);

    /**
     * Whether it sends messages also when nothing happens. If it does, answered pings are no sign of life: its market data may hang
     * behind a door that still answers.
     */
    boolean hasHeartbeat();

    Limits limits();
}
