package io.conclave.http.port;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.DecisionId;
import java.util.Optional;

/**
 * Which decisions to list, newest first.
 *
 * @param symbol all instruments if absent
 * @param span by the moment decided at
 * @param before only those older than this one, as {@link DecisionId} orders them: where the last page ended
 */
public record DecisionQuery(Optional<Symbol> symbol, Span span, Optional<DecisionId> before) {}
