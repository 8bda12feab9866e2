package io.conclave.http.view;

import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/**
 * What no order may go beyond, as {@code conclave.door} of the settings explains it; fractions are of equity, unless the
 * settings say otherwise.
 *
 * @param version how often they were changed; 0 for those of the settings
 * @param orderQuantity largest order, by instrument; one that is not named has no bound
 * @param shortAllowed given by the settings
 */
public record LimitsView(
        long version,
        Fraction priceCollar,
        Duration staleAfter,
        SortedMap<String, Quantity> orderQuantity,
        Money orderNotional,
        Fraction positionLimit,
        Fraction grossLimit,
        Fraction netLimit,
        Fraction dailyLoss,
        int orderRate,
        Duration rateWindow,
        Duration duplicateWindow,
        List<String> restricted,
        boolean shortAllowed) {}
