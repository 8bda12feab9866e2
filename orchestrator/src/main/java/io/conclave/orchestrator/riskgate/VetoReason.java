package io.conclave.orchestrator.riskgate;

/**
 * Why less is traded than was asked. The gate tries them in this order, each on what the ones before it left.
 *
 * <p>An order is taken apart into what brings the position towards zero and what takes it away from there. Three kinds of
 * reasons differ in what they touch:
 *
 * <ul>
 *   <li><i>stops</i> refuse the whole order, reductions too: what it rests on cannot be trusted, or it may not be sent;
 *   <li><i>freezes</i> let reductions pass and nothing else;
 *   <li><i>limits</i> let reductions pass and cut the rest to the room there is.
 * </ul>
 */
public enum VetoReason {
    // ---- stops
    /** The kill switch is on. */
    HALTED,
    /** The last price is older than the limit: nobody knows what an order would do. */
    STALE_DATA,
    /** The last price is farther from the price that was decided at than the collar allows. */
    PRICE_COLLAR,
    /** As many orders as the window allows have been sent. */
    ORDER_RATE,

    // ---- freezes
    /** The position would be short in an account that may not sell what it does not have. */
    SHORT_NOT_ALLOWED,
    /** The account has fallen from its peak by the limit or more, or is worth nothing. */
    DRAWDOWN,
    /** The backtester has not answered, or has seen too few bars to know. */
    RISK_UNKNOWN,

    // ---- limits
    /** The position would be worth more than its share of equity. */
    POSITION_LIMIT,
    /** All positions together would be worth more than their share of equity. */
    GROSS_LIMIT,
    /** A bar's expected shortfall, in proportion to the position, would exceed its budget. */
    EXPECTED_SHORTFALL,
    /** The walk-forward backtest's deepest fall, in proportion to the position, would exceed its budget. */
    BACKTEST_DRAWDOWN,
    /** A cash account has not that much cash, fees and slippage reserved. On margin the gross limit stands for it. */
    BUYING_POWER,
    /** The order would be worth more than one order may be; what it reduces counts, but is not cut. */
    ORDER_SIZE,

    // ---- and what the venue would refuse
    /** What is left is worth less than the venue takes; stops reductions too. */
    BELOW_MINIMUM
}
