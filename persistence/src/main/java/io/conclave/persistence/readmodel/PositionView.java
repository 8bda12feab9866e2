package io.conclave.persistence.readmodel;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.portfolio.Position;
import io.conclave.domain.unit.Money;

/**
 * What an account holds of an instrument: the sum of the fills in its books. An instrument once traded stays.
 *
 * @param fees paid for it so far
 * @param fills how many made it
 * @param atNanos event time of the last one
 */
public record PositionView(String account, Symbol symbol, Position position, Money fees, long fills, long atNanos) {}
