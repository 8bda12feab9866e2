package io.conclave.http.view;

import io.conclave.domain.market.Symbol;
import java.time.Instant;
import java.util.List;

/**
 * A piece of news. Its text was written by strangers.
 *
 * @param ingestedAt when it was known here: the only time that counts for decisions
 * @param body may be empty
 * @param symbols what its feed says it concerns
 */
public record NewsView(
        String id,
        Instant publishedAt,
        Instant ingestedAt,
        String source,
        String headline,
        String body,
        List<Symbol> symbols) {
    public NewsView {
        symbols = List.copyOf(symbols);
    }
}
