package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Quantity;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an account has at the exchange. Over all accounts, the market's and the exchange's own included, cash is what was
 * paid in and positions are nothing.
 *
 * @param fees paid so far, rebates taken off, borrowing included; negative for the exchange's own
 * @param positions signed; an instrument that is not named is flat
 */
public record Holdings(Money cash, Money fees, SortedMap<Symbol, Quantity> positions) {
    public Holdings {
        positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
    }
}
