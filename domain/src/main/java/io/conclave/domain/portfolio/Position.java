package io.conclave.domain.portfolio;

import io.conclave.domain.order.Fill;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.ArrayList;
import java.util.List;

/**
 * What is held of one instrument, lot by lot, oldest first. Cost basis is first in, first out.
 *
 * @param lots all of one sign; empty when flat
 * @param realised profit and loss of what was closed, before fees
 */
public record Position(List<Lot> lots, Money realised) {
    public static final Position FLAT = new Position(List.of(), Money.ZERO);

    public Position {
        lots = List.copyOf(lots);
    }

    /** Signed sum of the lots. */
    public Quantity quantity() {
        return lots.stream().map(Lot::quantity).reduce(Quantity.ZERO, Quantity::plus);
    }

    /** What the lots are worth at a price; negative when short. */
    public Money valueAt(Price price) {
        return price.times(quantity());
    }

    /** What would be won by closing every lot at a price, before fees. */
    public Money unrealisedAt(Price price) {
        return lots.stream()
                .map(lot -> price.times(lot.quantity()).minus(lot.price().times(lot.quantity())))
                .reduce(Money.ZERO, Money::plus);
    }

    /** The position after a fill: lots of the other sign are closed first, oldest first; the rest opens a lot. */
    public Position after(Fill fill) {
        var kept = new ArrayList<Lot>();
        var left = fill.signedQuantity();
        var won = realised;
        for (Lot lot : lots) {
            if (left.signum() * lot.quantity().signum() >= 0) {
                kept.add(lot);
                continue;
            }
            var closed = left.abs().min(lot.quantity().abs());
            var signed = lot.quantity().signum() > 0 ? closed : closed.negated();
            won = won.plus(fill.price().times(signed)).minus(lot.price().times(signed));
            left = left.plus(signed);
            var rest = lot.quantity().minus(signed);
            if (!rest.isZero()) {
                kept.add(new Lot(rest, lot.price()));
            }
        }
        if (!left.isZero()) {
            kept.add(new Lot(left, fill.price()));
        }
        return new Position(kept, won);
    }
}
