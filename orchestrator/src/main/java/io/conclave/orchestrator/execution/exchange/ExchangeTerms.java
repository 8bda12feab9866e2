package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.order.SelfTrade;
import io.conclave.domain.unit.Bps;
import java.time.Duration;

/**
 * What trading costs at an exchange, and how far away it is.
 *
 * @param taker fee on what trades with an order that waited, of its worth, &gt;= 0
 * @param maker fee on what waited; negative is a rebate, of less than the taker pays
 * @param slippage how much worse than a print an order is filled where the market's depth is not known, &gt;= 0
 * @param borrow what a position sold short costs a year, of its worth; a 365th is due at each end of a day
 * @param orderLatency from the sending of an order or a replacement to its arrival
 * @param cancelLatency from the sending of a cancel to its arrival
 * @param selfTrade what happens when two orders of one account meet
 */
public record ExchangeTerms(
        Bps taker,
        Bps maker,
        Bps slippage,
        Bps borrow,
        Duration orderLatency,
        Duration cancelLatency,
        SelfTrade selfTrade) {
    /** Costs nothing and is right here. */
    public static final ExchangeTerms FREE = new ExchangeTerms(
            Bps.ZERO, Bps.ZERO, Bps.ZERO, Bps.ZERO, Duration.ZERO, Duration.ZERO, SelfTrade.CANCEL_RESTING);

    public ExchangeTerms {
        if (taker.value() < 0 || slippage.value() < 0 || slippage.value() >= Bps.ONE || borrow.value() < 0) {
            throw new IllegalArgumentException(
                    "Fee, slippage and borrowing cannot be negative, nor slippage be the whole" + " price: " + taker
                            + ", " + slippage + ", " + borrow);
        }
        if (maker.value() + taker.value() < 0) {
            throw new IllegalArgumentException(
                    "A rebate of " + maker + " is more than the taker's fee of " + taker + " pays for");
        }
        if (orderLatency.isNegative() || cancelLatency.isNegative()) {
            throw new IllegalArgumentException(
                    "Nothing arrives before it is sent: " + orderLatency + ", " + cancelLatency);
        }
    }

    public ExchangeTerms withFees(Bps taker, Bps maker) {
        return new ExchangeTerms(taker, maker, slippage, borrow, orderLatency, cancelLatency, selfTrade);
    }

    public ExchangeTerms withSlippage(Bps slippage) {
        return new ExchangeTerms(taker, maker, slippage, borrow, orderLatency, cancelLatency, selfTrade);
    }

    public ExchangeTerms withBorrow(Bps borrow) {
        return new ExchangeTerms(taker, maker, slippage, borrow, orderLatency, cancelLatency, selfTrade);
    }

    public ExchangeTerms withLatency(Duration order, Duration cancel) {
        return new ExchangeTerms(taker, maker, slippage, borrow, order, cancel, selfTrade);
    }
}
