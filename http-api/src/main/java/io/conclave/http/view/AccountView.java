package io.conclave.http.view;

import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import java.time.Instant;

/**
 * An account at a moment. Money is in its one currency.
 *
 * @param mode {@code paper} or {@code live}
 * @param drawdown how far equity stands below its peak, as a fraction of the peak, &gt;= 0
 * @param realised profit of what was closed, first in first out, before fees
 */
public record AccountView(
        String id,
        String mode,
        String currency,
        Instant at,
        Money initialCash,
        Money cash,
        Money equity,
        Money peakEquity,
        Fraction drawdown,
        Money realised,
        Money unrealised,
        Money fees,
        Money grossExposure) {}
