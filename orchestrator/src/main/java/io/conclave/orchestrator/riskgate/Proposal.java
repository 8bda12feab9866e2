package io.conclave.orchestrator.riskgate;

import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Quantity;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * The order under judgement, beside what is held. Quantities are of the base; every rounding is towards less.
 *
 * @param order signed, a whole number of lots
 */
record Proposal(GateFacts facts, Quantity order) {
    private static final BigInteger ONE = BigInteger.valueOf(Fraction.ONE_PPM);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    /** The order that would bring the position to a share of equity; an account worth nothing is asked to hold nothing. */
    static Proposal to(Fraction target, GateFacts facts) {
        long equity = Math.max(0, facts.equity().e8());
        long worth = E8.mulDiv(equity, target.ppm(), Fraction.ONE_PPM, RoundingMode.DOWN);
        var wanted = new Money(worth).at(facts.lastPrice());
        var change = wanted.minus(facts.position());
        return new Proposal(facts, change.roundedDownTo(facts.instrument().lot()));
    }

    /** How much of the order brings the position towards zero, &gt;= 0. */
    Quantity reduction() {
        boolean reduces = order.signum() == -facts.position().signum();
        return reduces ? order.abs().min(facts.position().abs()) : Quantity.ZERO;
    }

    /** What is held already on the side the order adds to, &gt;= 0: nothing, when it comes through zero. */
    Quantity kept() {
        return order.signum() == facts.position().signum() ? facts.position().abs() : Quantity.ZERO;
    }

    /** The position after the order would be on the short side because of it. */
    boolean opensShort() {
        return order.signum() < 0 && order.abs().compareTo(reduction()) > 0;
    }

    /** Worth of this instrument's position now, &gt;= 0. */
    Money heldWorth() {
        return facts.lastPrice().times(facts.position()).abs();
    }

    /** Worth of all other positions together, &gt;= 0. */
    Money worthElsewhere() {
        var elsewhere = facts.grossExposure().minus(heldWorth());
        return elsewhere.signum() < 0 ? Money.ZERO : elsewhere;
    }

    /** Worth of the order, &gt;= 0. */
    Money worth() {
        return facts.lastPrice().times(order).abs();
    }

    /** The whole reduction, and what a worth buys beyond what is taken of it already; held to the range of a long. */
    Quantity reductionAndRoomFor(Money worth, Quantity taken) {
        var buys = BigInteger.valueOf(Math.max(0, worth.e8()))
                .multiply(BigInteger.valueOf(E8.ONE))
                .divide(BigInteger.valueOf(facts.lastPrice().e8()))
                .subtract(BigInteger.valueOf(taken.e8()));
        var room = buys.max(BigInteger.ZERO).add(BigInteger.valueOf(reduction().e8()));
        return new Quantity(room.min(MOST).longValueExact());
    }

    /** The same order cut to so much, in whole lots; itself if that is no less. */
    Proposal cutTo(Quantity most) {
        var lots = most.roundedDownTo(facts.instrument().lot());
        if (lots.compareTo(order.abs()) >= 0) {
            return this;
        }
        return new Proposal(facts, order.signum() < 0 ? lots.negated() : lots);
    }

    /** Share of equity that the position would be after the order; zero when equity is, held to the range of a long. */
    Fraction target() {
        if (facts.equity().signum() <= 0) {
            return Fraction.ZERO;
        }
        var worth = facts.lastPrice().times(facts.position().plus(order));
        var share = BigInteger.valueOf(worth.e8())
                .multiply(ONE)
                .divide(BigInteger.valueOf(facts.equity().e8()));
        return new Fraction(share.min(MOST).max(MOST.negate()).longValueExact());
    }
}
