package io.conclave.orchestrator.execution;

import io.conclave.domain.order.Side;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Price;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * How far behind the market a stop follows it: by an amount, or by a share of the market's price.
 *
 * @param share above 0 and below 1
 */
public record Trail(Optional<Price> amount, Optional<Fraction> share) {
    /** @throws IllegalArgumentException if it is not one of the two: one sentence for whoever said it */
    public Trail {
        boolean isShare = share.filter(of -> of.signum() > 0 && of.compareTo(Fraction.ONE) < 0)
                .isPresent();
        if (amount.isPresent() == share.isPresent() || isShare != share.isPresent()) {
            throw new IllegalArgumentException(
                    "A stop trails the market by an amount, or by a share of its price above 0 and below 1");
        }
    }

    /**
     * Where a stop belongs at a price of the market, if that is better than where it is. It never goes back.
     *
     * @param side of the stop order: a sale trails below a market that rises, a purchase above one that falls
     * @param tick rounded to, away from the market
     */
    Optional<Price> moved(Side side, Price stop, Price market, Price tick) {
        return behind(side, market, tick)
                .filter(next -> side == Side.SELL ? next.compareTo(stop) > 0 : next.compareTo(stop) < 0);
    }

    /**
     * Where a stop belongs at a price of the market; empty if a sale would have to wait at nothing or less.
     *
     * @param side of the stop order: a sale trails below the market, a purchase above it
     * @param tick rounded to, away from the market
     */
    public Optional<Price> behind(Side side, Price market, Price tick) {
        long distance = amount.map(Price::e8)
                .orElseGet(() ->
                        E8.mulDiv(market.e8(), share.orElseThrow().ppm(), Fraction.ONE_PPM, RoundingMode.CEILING));
        long step = tick.e8();
        long at = switch (side) {
            case SELL -> Math.floorDiv(Math.subtractExact(market.e8(), distance), step) * step;
            case BUY -> Math.ceilDiv(Math.addExact(market.e8(), distance), step) * step;
        };
        return at > 0 ? Optional.of(new Price(at)) : Optional.empty();
    }
}
