package io.conclave.client;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * The account at a moment. Money is in its one currency.
 *
 * @param mode {@code paper} or {@code live}
 * @param drawdown how far equity stands below its peak, as a fraction of the peak, &gt;= 0
 */
public record Account(
        String id,
        String mode,
        String currency,
        Instant at,
        BigDecimal cash,
        BigDecimal equity,
        BigDecimal peakEquity,
        BigDecimal drawdown,
        BigDecimal realised,
        BigDecimal unrealised,
        BigDecimal fees,
        BigDecimal grossExposure) {}
