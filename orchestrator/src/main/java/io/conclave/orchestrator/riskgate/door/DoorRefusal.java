package io.conclave.orchestrator.riskgate.door;

/**
 * Why an order does not pass.
 *
 * @param why one sentence for people, with the figures
 */
public record DoorRefusal(Reason reason, String why) {
    /** What stands against an order, in the order in which it is looked at. */
    public enum Reason {
        // ---- nothing of the kind passes
        /** The rate is full. */
        ORDER_RATE,
        /** An order like it was sent a moment ago. */
        DUPLICATE,
        /** Nobody knows what the instrument is worth. */
        NO_PRICE,
        /** The last price is older than the limit. */
        STALE_PRICE,
        /** It would trade too far beyond the last price. */
        PRICE_COLLAR,
        /** It is larger than an order of the instrument may be. */
        QUANTITY,

        // ---- reductions pass
        /** The instrument may only be reduced. */
        RESTRICTED,
        /** The account has lost too much today, or is worth nothing. */
        DAILY_LOSS,
        /** It would sell what the account does not have. */
        SHORT_NOT_ALLOWED,
        /** The part that adds exposure is worth more than that of one order may be. */
        NOTIONAL,
        /** The position would be worth too much. */
        POSITION,
        /** All positions together would be worth too much. */
        GROSS,
        /** Longs and shorts would be too far apart. */
        NET,
        /** A cash account has not that much cash beside what its other purchases need. */
        BUYING_POWER
    }
}
