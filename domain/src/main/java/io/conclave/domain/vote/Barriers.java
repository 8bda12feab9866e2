package io.conclave.domain.vote;

import io.conclave.domain.market.PricePoint;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Price;

/**
 * The question behind every vote: which of two prices is touched first, or neither, before the horizon ends.
 *
 * <p>Triple-barrier labels after López de Prado, <i>Advances in Financial Machine Learning</i> (2018), chapter 3.
 *
 * @param up distance of the upper barrier from the entry price, &gt; 0
 * @param down distance of the lower barrier from the entry price, &gt; 0 and below one
 */
public record Barriers(Fraction up, Fraction down) {
    public Barriers {
        if (up.signum() <= 0 || down.signum() <= 0 || down.ppm() >= Fraction.ONE_PPM) {
            throw new IllegalArgumentException("Barriers must be positive fractions, not +" + up + " and -" + down);
        }
    }

    /** First touch decides; a path that ends untouched is {@code FLAT}. */
    public Outcome label(Price entry, Iterable<PricePoint> path) {
        long upper = entry.movedBy(up).e8();
        long lower = entry.movedBy(down.negated()).e8();
        for (PricePoint point : path) {
            long price = point.price().e8();
            if (price >= upper) {
                return Outcome.UP;
            }
            if (price <= lower) {
                return Outcome.DOWN;
            }
        }
        return Outcome.FLAT;
    }
}
