package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.unit.Bps;

/** What an account may owe. */
public sealed interface AccountTerms {
    /** Nothing: it buys with the cash it has, and sells what it holds. Orders that wait have theirs set aside. */
    record Cash() implements AccountTerms {}

    /**
     * A part of what it holds, and what it sold short.
     *
     * @param initial of the worth of all positions, orders that wait included: equity that an order must leave for it
     * @param maintenance of the worth of all positions: with less equity the exchange cancels the account's orders and closes
     *     its positions at the market; what that does not cover stays as a debt. At most {@code initial}
     */
    record Margin(Bps initial, Bps maintenance) implements AccountTerms {
        public Margin {
            if (maintenance.value() < 1 || maintenance.value() > initial.value()) {
                throw new IllegalArgumentException("Maintenance margin is above zero and at most the initial one of "
                        + initial + ", not " + maintenance);
            }
        }
    }
}
