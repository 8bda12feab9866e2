package io.conclave.http.view;

import io.conclave.domain.unit.Money;
import java.time.Instant;

/**
 * What the account was worth, and what it would have been worth bought once and held.
 *
 * @param buyAndHold the same initial cash, put into the instrument at the first price, fees paid
 */
public record EquityPoint(Instant at, Money equity, Money buyAndHold) {}
